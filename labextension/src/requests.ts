/**
 * Requests to our own server extension, and the errors they end in.
 *
 * Everything goes through `ServerConnection.makeRequest`: a bare `fetch` has no
 * XSRF header and is refused behind JupyterHub.
 */
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import type {
  Created,
  ForceSaveAnswer,
  Mode,
  OpenAnswer,
  ServerStatus,
  Trouble
} from './types';

/** An answer that is an error, in words for a person. */
export class RequestError extends Error implements Trouble {
  constructor(
    readonly status: number,
    readonly code: string,
    override readonly cause: string,
    readonly remedy: string
  ) {
    super([cause, remedy].filter(Boolean).join(' '));
    this.name = 'RequestError';
  }
}

/** Read the error contract of the server; anything else gets words of our own. */
export function errorOf(status: number, body: string): RequestError {
  try {
    const data = JSON.parse(body) as Record<string, unknown>;
    const text = (name: string): string =>
      typeof data[name] === 'string' ? (data[name] as string) : '';
    if (text('cause') || text('message')) {
      return new RequestError(
        status,
        text('error') || 'error',
        text('cause') || text('message'),
        text('remedy')
      );
    }
  } catch {
    // Not JSON: a proxy or the Hub answered instead of our server.
  }
  if (status === 404) {
    return new RequestError(
      status,
      'no-extension',
      'The server does not know this request.',
      'Check that the server extension is enabled: jupyter server extension list.'
    );
  }
  if (status === 401 || status === 403) {
    return new RequestError(
      status,
      'forbidden',
      'The Jupyter server refused the request.',
      'Reload the page and log in again.'
    );
  }
  return new RequestError(
    status,
    'server',
    `The Jupyter server answered with an error (HTTP ${status}).`,
    'Try again; if it stays, look into the log of the server.'
  );
}

export type Query = Record<string, string | undefined>;

/** The routes of the server extension. */
export class Requests {
  constructor(readonly settings: ServerConnection.ISettings) {}

  status(path?: string): Promise<ServerStatus> {
    return this.json('onlyoffice/status', {}, { path });
  }

  open(
    path: string,
    query: { mode: Mode; lang?: string; theme?: string }
  ): Promise<OpenAnswer> {
    return this.json('onlyoffice/open', {}, { path, ...query });
  }

  create(path: string, type: string, name?: string): Promise<Created> {
    return this.post('onlyoffice/create', { path, type, name });
  }

  forceSave(path: string): Promise<ForceSaveAnswer> {
    return this.post('onlyoffice/forcesave', { path });
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
    return (await response.json()) as T;
  }

  /**
   * Request `route` (relative to the base URL; may have a query of its own).
   * Throws RequestError for any answer that is not 2xx and when the server
   * cannot be reached (status 0).
   */
  async request(
    route: string,
    init: RequestInit = {},
    query: Query = {}
  ): Promise<Response> {
    const given = Object.entries(query).filter(([, value]) => value);
    const url =
      URLExt.join(this.settings.baseUrl, route) +
      (given.length > 0
        ? URLExt.objectToQueryString(Object.fromEntries(given))
        : '');
    let response: Response;
    try {
      response = await ServerConnection.makeRequest(url, init, this.settings);
    } catch {
      throw new RequestError(
        0,
        'offline',
        'The Jupyter server cannot be reached.',
        'Check the connection and that the server is running, then try again.'
      );
    }
    if (!response.ok) {
      throw errorOf(response.status, await response.text());
    }
    return response;
  }
}
