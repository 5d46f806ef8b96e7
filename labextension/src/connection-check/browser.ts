/**
 * All that only a browser can test, one after the other.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import { UUID } from '@lumino/coreutils';

import type { DocsApi } from '../docs/api-script';
import { loadDocsApi, loadedFrom } from '../docs/api-script';
import type { DocsEvents } from '../docs/docs-events';
import { troubleOf } from '../server/errors';
import type { Requests } from '../server/requests';
import { CHECK } from '../messages/check';
import { trouble } from '../messages/row';
import type { Tell } from './checkup';
import { isRefused } from './checkup';
import type { Framing } from './framing';
import type { BrowserLeg, Finding } from './leg';
import { broken, BROWSER, untested, WORKS } from './leg';
import { PolicyWatch } from './csp-violations';
import { checkAddress } from './probes/address';
import { checkApi } from './probes/api';
import { checkEditor } from './probes/editor';
import { checkSocket } from './probes/websocket';
import { titleOf } from './titles';

const API_SCRIPT = '/web-apps/apps/api/documents/api.js';

/** What the server takes for an address: with a host, or with a path only. */
const ADDRESS = /^(https?:\/)?\/./;

/** How long Docs may take to report an editor, in s: one that is open, or not. */
const WAIT = { open: 20, failed: 3 };

/** Where the editor of the check is shown. */
export interface Stage {
  /** Resolves when an editor can be started: what is hidden stays blank. */
  ready(): Promise<void>;
  start(
    api: DocsApi,
    config: Record<string, unknown>,
    events: DocsEvents
  ): void;
  /** Close the editor, if there is one. */
  end(): Promise<void>;
}

/** Answer of `POST onlyoffice/check/editor`. */
interface Probe {
  probe: string;
  api_url: string;
  config: Record<string, unknown>;
}

const PROBES = { checkAddress, checkApi, checkSocket, checkEditor };

export class BrowserCheck {
  constructor(
    private readonly _requests: Pick<Requests, 'json' | 'post'>,
    private readonly _trans: TranslationBundle,
    private readonly _stage: Stage,
    private readonly _tell: Tell,
    private readonly _signal: AbortSignal,
    private readonly _page = new URL(window.location.href),
    private readonly _probes = PROBES
  ) {}

  /** Test all legs with the api.js at `url`; never rejects. */
  async run(url: string): Promise<void> {
    const { _stage, _tell, _trans } = this;
    const base = url.split(API_SCRIPT)[0];
    if (!ADDRESS.test(base)) {
      const none = untested(trouble(CHECK, 'check.no-address', _trans));
      BROWSER.forEach(leg => _tell(leg, none));
      return;
    }
    const docs = new URL(base, this._page);
    const policy = new PolicyWatch(docs.host);
    try {
      const api = await this._reach(url, docs, policy);
      if (api && !this._signal.aborted) {
        await this._open(api, docs, policy);
      }
    } catch (error) {
      const told = troubleOf(error);
      _tell(this._current, isRefused(error) ? untested(told) : broken(told));
      this._skip(this._current);
    } finally {
      policy.dispose();
      await _stage.end();
    }
  }

  /** The way to Docs, up to its script. */
  private async _reach(
    url: string,
    docs: URL,
    policy: PolicyWatch
  ): Promise<DocsApi | null> {
    const { _page: page, _probes: probes, _tell, _trans: trans } = this;
    const site = { docs, policy, trans };
    this._running('browser-address');
    const reached = await probes.checkAddress({ ...site, page });
    const isInsecure = reached.reason === 'check.insecure';
    if (reached.ok !== false || isInsecure) {
      _tell('browser-address', reached);
    }
    if (isInsecure) {
      this._skip('browser-address');
      return null;
    }
    this._running('browser-api');
    const { verdict, api } = await probes.checkApi({
      ...site,
      url,
      loadedFrom: loadedFrom(),
      load: () => loadDocsApi(url, trans)
    });
    if (reached.ok === false && !api) {
      _tell('browser-address', reached);
      this._skip('browser-address');
      return null;
    }
    // The script is the better witness.
    _tell('browser-address', reached.ok === false ? WORKS : reached);
    _tell('browser-api', verdict);
    this._running('browser-websocket');
    const key = `check-${UUID.uuid4()}`;
    const version = api?.DocEditor.version?.();
    const socket = await probes.checkSocket({ ...site, key, version });
    _tell('browser-websocket', socket);
    if (!api) {
      // Without its script, it may not be Docs that refuses the WebSocket.
      this._skip(
        'browser-api',
        socket.ok ? 'browser-editor' : 'browser-websocket'
      );
    }
    return api;
  }

  /** An editor, and what Docs does for it. */
  private async _open(
    api: DocsApi,
    docs: URL,
    policy: PolicyWatch
  ): Promise<void> {
    const { _requests, _signal: signal, _stage, _tell, _trans: trans } = this;
    this._running('browser-editor');
    await _stage.ready();
    const { probe, config } = await _requests.post<Probe>(
      'onlyoffice/check/editor',
      {}
    );
    const { verdict, asked } = await this._probes.checkEditor({
      docs,
      policy,
      trans,
      signal,
      page: this._page,
      framing: () =>
        _requests.json<Framing>(
          'onlyoffice/check/editor',
          { signal },
          { framing: '1' }
        ),
      start: events => _stage.start(api, config, events),
      reached: () =>
        _tell.running(
          'browser-editor',
          trans.__('It runs in its frame; its document is being opened…')
        )
    });
    _tell('browser-editor', verdict);
    if (signal.aborted) {
      return;
    }
    if (!asked) {
      this._skip('browser-editor');
      return;
    }
    this._running('browser-download');
    _tell.running('browser-callback');
    const works = verdict.ok === true;
    const found = await _requests.json<Finding[]>(
      'onlyoffice/check/editor',
      { signal },
      { probe, wait: String(works ? WAIT.open : WAIT.failed) }
    );
    found.forEach(finding => _tell(finding.leg, finding));
    if (!works) {
      // It does not get so far without a document.
      this._skip('browser-editor', 'browser-callback');
    }
  }

  private _running(leg: BrowserLeg): void {
    this._current = leg;
    this._tell.running(leg);
  }

  /** Leave out `first` and the legs after it, as `failed` does not work. */
  private _skip(failed: BrowserLeg, first?: BrowserLeg): void {
    const index = first ? BROWSER.indexOf(first) : BROWSER.indexOf(failed) + 1;
    const title = titleOf(failed, this._trans);
    const why = untested(trouble(CHECK, 'check.after', this._trans, title));
    BROWSER.slice(index).forEach(leg => this._tell(leg, why));
  }

  private _current: BrowserLeg = BROWSER[0];
}
