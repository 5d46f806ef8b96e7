/**
 * Requests to our own server extension.
 *
 * Everything goes through `ServerConnection.makeRequest`: a bare `fetch` has no
 * XSRF header and is refused behind JupyterHub.
 */
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import { encoded } from '../files/path-encoding';
import { errorOf, inLanguage, offline } from './errors';
import type { How, OpenAnswer, OpenQuery } from '../documents/open-answer';
import type {
  Choice,
  ConversionJob,
  ConversionWish,
  Created,
  ForceSaveAnswer,
  Mention,
  NewDocument,
  Offered,
  Picked,
  ReferenceQuery,
  Resolved,
  ServerStatus,
  Share,
  ShareMode
} from './types';

export { RequestError } from './errors';

export type Query = Record<string, string | undefined>;

/** The routes of the server extension. */
export class Requests {
  constructor(readonly settings: ServerConnection.ISettings) {}

  /**
   * A tab says under which `key` it has opened `path`, here and below: should
   * the file have been renamed, that still says which document is meant.
   */
  status(path?: string, key?: string): Promise<ServerStatus> {
    return this.json('onlyoffice/status', {}, { path, key });
  }

  open(path: string, query: OpenQuery): Promise<OpenAnswer> {
    return this.json('onlyoffice/open', {}, { path, ...query });
  }

  /** Whether a file is a form of ONLYOFFICE. */
  async isForm(path: string): Promise<boolean> {
    const found = await this.json<{ form: boolean }>(
      'onlyoffice/form',
      {},
      { path }
    );
    return found.form;
  }

  /** Remember how the user works on a document; on the `copy` of it, for one. */
  choose(path: string, how: How, copy?: string): Promise<object> {
    return this.post('onlyoffice/choice', { path, how, copy });
  }

  /** Have the editors of a document show the name of its file. */
  title(path: string): Promise<object> {
    return this.post('onlyoffice/title', { path });
  }

  create(wanted: NewDocument): Promise<Created> {
    return this.post('onlyoffice/create', wanted);
  }

  /** What documents can be made of; `folder` is the one with the user's templates. */
  templates(folder: string, lang: string): Promise<Offered> {
    return this.json('onlyoffice/templates', {}, { folder, lang });
  }

  forceSave(path: string, key: string): Promise<ForceSaveAnswer> {
    return this.post('onlyoffice/forcesave', { path, key });
  }

  /** Store now what could not be stored before. */
  retry(path: string, key?: string): Promise<ForceSaveAnswer> {
    return this.post('onlyoffice/retry', { path, key });
  }

  /** The newest edits of a document, as a file. */
  held(path: string): Promise<Response> {
    return this.request('onlyoffice/held', {}, { path });
  }

  /** The user knows of the copy that this session made. */
  told(key: string): Promise<object> {
    return this.post('onlyoffice/told', { key });
  }

  /** `about`: the copy with the edits, which the question named. */
  resolve(
    path: string,
    choice: Choice,
    key: string,
    about: string
  ): Promise<Resolved> {
    return this.post('onlyoffice/resolve', { path, choice, key, about });
  }

  /** Begin a conversion: into `folder`, or for a download without one. */
  convert(wish: ConversionWish): Promise<ConversionJob> {
    return this.post('onlyoffice/convert', wish);
  }

  /** How far it is: answered when it has ended, or after a moment. */
  conversion(id: string): Promise<ConversionJob> {
    return this.json('onlyoffice/convert', {}, { id });
  }

  giveUp(id: string): Promise<ConversionJob> {
    return this.json('onlyoffice/convert', { method: 'DELETE' }, { id });
  }

  /** Store what the editor has made of its document as a file in `folder`. */
  saveAs(
    offer: { url: string; title: string; fileType: string },
    folder: string
  ): Promise<Created> {
    return this.post('onlyoffice/saveas', { ...offer, path: folder });
  }

  /** What the editor takes to insert files that the user has picked. */
  insert(picked: Picked, c: string, paths: string[]): Promise<unknown> {
    return this.post('onlyoffice/insert', { picked, c, paths });
  }

  /** The source of values, and what the editor takes to read it. */
  reference(
    query: ReferenceQuery & { document: string }
  ): Promise<{ path: string; data: unknown }> {
    return this.post('onlyoffice/reference', query);
  }

  people(query: {
    id?: string[];
    search?: string;
    from?: number;
    count?: number;
  }): Promise<{ users: unknown[] }> {
    const parameters = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) {
      for (const one of [value ?? []].flat()) {
        parameters.append(name, String(one));
      }
    }
    return this.json(`onlyoffice/people?${parameters.toString()}`);
  }

  /** Tell people that a comment in `path` mentions them. */
  mention(
    path: string,
    mention: { emails: string[]; message: string; action: unknown }
  ): Promise<{ told: string[]; unknown: string[] }> {
    return this.post('onlyoffice/mentions', { path, ...mention });
  }

  /** The mentions of the user that they have not seen. */
  mentions(): Promise<{ mentions: Mention[] }> {
    return this.json('onlyoffice/mentions');
  }

  /** The user has seen these mentions. */
  seen(numbers: number[]): Promise<unknown> {
    return this.post('onlyoffice/mentions', { seen: numbers });
  }

  /** The links for guests that the user has made for `path`. */
  shares(path: string): Promise<{ shares: Share[] }> {
    return this.json('onlyoffice/shares', {}, { path });
  }

  /** Make a link for guests. */
  share(path: string, mode: ShareMode, days: number): Promise<Share> {
    return this.post('onlyoffice/shares', { path, mode, days });
  }

  /** Make a link for guests good for nothing. */
  revoke(id: string): Promise<unknown> {
    return this.json('onlyoffice/shares', { method: 'DELETE' }, { id });
  }

  /** Send JSON, receive JSON. */
  post<T>(route: string, body: unknown): Promise<T> {
    return this.json(route, { method: 'POST', body: JSON.stringify(body) });
  }

  /** Request `route` (relative to the base URL) and read the JSON answer. */
  async json<T>(
    route: string,
    init: RequestInit = {},
    query?: Query
  ): Promise<T> {
    const response = await this.request(route, init, query);
    return inLanguage((await response.json()) as T);
  }

  /**
   * Request `route` (relative to the base URL; may have a query of its own).
   * Throws RequestError for any answer that is not 2xx or not ours, and when
   * the server cannot be reached (status 0).
   */
  async request(
    route: string,
    init: RequestInit = {},
    query: Query = {}
  ): Promise<Response> {
    const given = Object.entries(query).flatMap(([name, value]) =>
      value ? [`${name}=${encoded(value)}`] : []
    );
    const url =
      URLExt.join(this.settings.baseUrl, route) +
      (given.length > 0 ? `?${given.join('&')}` : '');
    let response: Response;
    try {
      response = await ServerConnection.makeRequest(url, init, this.settings);
    } catch {
      throw offline();
    }
    if (!response.ok) {
      throw errorOf(response.status, await response.text());
    }
    if (response.headers.get('Content-Type')?.startsWith('text/html')) {
      throw errorOf(401, ''); // A login page, of a proxy or the Hub.
    }
    return response;
  }
}
