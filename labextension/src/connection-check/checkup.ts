/**
 * One check of all legs, and what it has found out so far.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';

import { RequestError, troubleOf } from '../server/errors';
import type { Requests } from '../server/requests';
import { CHECK } from '../messages/check';
import { trouble } from '../messages/row';
import type { Trouble } from '../server/types';
import type { Finding, Leg, State, Verdict } from './leg';
import { broken, BROWSER, SERVER, stateOf, untested } from './leg';
import { jsonLines } from './stream';
import { titleOf } from './titles';

/** How long to wait for another check to end, and how often to ask, in ms. */
const BUSY = { longest: 120_000, period: 2000 };

/** What is known of a leg before it was tested. */
const NOTHING = { ok: null, cause: '', remedy: '' };

/** What a check is made with. */
export interface Tools {
  requests: Pick<Requests, 'status' | 'request'>;
  trans: TranslationBundle;
  busy?: typeof BUSY;
  /** Test what only a browser can test; `tell` takes what is found out. */
  browser(apiUrl: string, tell: Tell, signal: AbortSignal): Promise<void>;
}

export interface Tell {
  (leg: string, verdict: Verdict): void;
  /** A leg is being tested; `words` say how far it is. */
  running(leg: string, words?: string): void;
}

export class Checkup {
  constructor(private readonly _tools: Tools) {}

  /** Emits whenever something is found out. */
  readonly changed = new Signal<this, void>(this);

  /** Whether documents are opened by the built-in editor: there is no Docs. */
  builtin = false;

  /** Address of api.js, as soon as it is known. */
  apiUrl = '';

  done = false;

  get legs(): Leg[] {
    return [...this._legs.values()];
  }

  get broken(): Leg[] {
    return this.legs.filter(({ state }) => state === 'broken');
  }

  /** How many legs something is known of. */
  get finished(): number {
    return this.legs.filter(
      ({ state }) => state !== 'waiting' && state !== 'running'
    ).length;
  }

  /** Stop; nothing is told any more. */
  stop(): void {
    this._stopped.abort();
    Signal.clearData(this);
  }

  /** Test everything; never rejects. */
  async run(): Promise<void> {
    const { requests, browser } = this._tools;
    const { signal } = this._stopped;
    try {
      const { editor, apiUrl } = await requests.status();
      this.builtin = editor === 'builtin';
      this.apiUrl = apiUrl ?? '';
      if (!this.builtin) {
        [...BROWSER, ...SERVER].forEach(leg =>
          this._set({ ...NOTHING, leg }, 'waiting')
        );
        await Promise.all([
          this._server(signal),
          browser(this.apiUrl, this._tell, signal)
        ]);
      }
    } catch (error) {
      this._failed(BROWSER[0], error);
    }
    this._rest(this.legs.map(({ leg }) => leg));
    this.done = true;
    this._changed();
  }

  /** Read what the server finds out, as it comes. */
  private async _server(signal: AbortSignal): Promise<void> {
    const next = () => {
      const waiting = this.legs.find(
        ({ leg, state }) => state === 'waiting' && !leg.startsWith('browser-')
      );
      if (waiting) {
        this._tell.running(waiting.leg);
      }
    };
    next();
    try {
      const response = await this._ask(signal);
      for await (const found of jsonLines<Finding>(response)) {
        this._set(this._named(found), stateOf(found));
        next();
      }
    } catch (error) {
      if (isRefused(error)) {
        this._rest(SERVER, error);
      }
      const running = this.legs.find(
        ({ leg, state }) => state === 'running' && !leg.startsWith('browser-')
      );
      if (running) {
        this._failed(running.leg, error);
      }
    }
    this._rest(SERVER);
  }

  /** Begin the server's check, after another one that is under way. */
  private async _ask(signal: AbortSignal): Promise<Response> {
    const { requests, busy = BUSY } = this._tools;
    const end = Date.now() + busy.longest;
    for (;;) {
      try {
        return await requests.request('onlyoffice/check', { signal });
      } catch (error) {
        const wait = isBusy(error) && Date.now() < end && !signal.aborted;
        if (!wait) {
          throw error;
        }
      }
      await new Promise(resolve => setTimeout(resolve, busy.period));
    }
  }

  /** The server has names for its legs, where people read what they prove. */
  private _named(found: Finding): Finding {
    const { trans } = this._tools;
    return found.reason === 'doctor.untested' && found.root
      ? {
          ...found,
          ...trouble(CHECK, 'check.after', trans, titleOf(found.root, trans))
        }
      : found;
  }

  private _failed(leg: string, error: unknown): void {
    this._tell(leg, broken(troubleOf(error)));
  }

  /** Nothing more will be found out about these, because of `why`. */
  private _rest(
    legs: readonly string[],
    why: Trouble = trouble(CHECK, 'check.ended', this._tools.trans)
  ): void {
    for (const leg of legs) {
      const state = this._legs.get(leg)?.state;
      if (state === 'waiting' || state === 'running') {
        this._tell(leg, untested(why));
      }
    }
  }

  private readonly _tell: Tell = Object.assign(
    (leg: string, verdict: Verdict) =>
      this._set({ leg, ...verdict }, stateOf(verdict)),
    {
      running: (leg: string, words = '') =>
        this._set({ ...NOTHING, leg, cause: words }, 'running')
    }
  );

  private _set(found: Finding, state: State): void {
    this._legs.set(found.leg, { ...found, state });
    this._changed();
  }

  private _changed(): void {
    if (!this._stopped.signal.aborted) {
      this.changed.emit();
    }
  }

  private readonly _legs = new Map<string, Leg>();
  private readonly _stopped = new AbortController();
}

/** Another check is under way. */
function isBusy(error: unknown): boolean {
  return error instanceof RequestError && error.status === 429;
}

/** The server does not test for this user, or not now: nothing is broken. */
export function isRefused(error: unknown): error is RequestError {
  return (
    isBusy(error) || (error instanceof RequestError && error.status === 403)
  );
}
