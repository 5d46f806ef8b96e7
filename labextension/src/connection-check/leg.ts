/**
 * The legs of the way between browser, Docs and Jupyter server: each is tested
 * and reported on its own.
 */

import type { Trouble } from '../server/types';

/** What was found out about a leg. */
export interface Finding {
  leg: string;
  /** null: not tested, mostly because an earlier leg does not work. */
  ok: boolean | null;
  /** One sentence each; "" where there is nothing to say. */
  cause: string;
  remedy: string;
  /** The row of the table of troubles. */
  reason?: string;
  /** Of one that was not tested: the leg that failed. */
  root?: string;
}

export type Verdict = Omit<Finding, 'leg'>;

/** How a leg stands; `note` works, and has something to say. */
export type State =
  'waiting' | 'running' | 'works' | 'note' | 'broken' | 'untested';

export interface Leg extends Finding {
  state: State;
}

export type Group = 'browser' | 'docs' | 'jupyter';

export const GROUPS: readonly Group[] = ['browser', 'docs', 'jupyter'];

/** The legs in the order of their tests; those of the last two groups are mixed. */
export const BROWSER = [
  'browser-address',
  'browser-api',
  'browser-websocket',
  'browser-editor',
  'browser-download',
  'browser-callback'
] as const;

export const SERVER = [
  'configuration',
  'data-dir',
  'docs-address',
  'docs-tls',
  'docs-health',
  'docs-version',
  'jwt-inbox',
  'clock',
  'this-server',
  'download',
  'jwt-outbox',
  'result',
  'size-limits',
  'websocket',
  'jwt-browser',
  'callback',
  'connections'
] as const;

export type BrowserLeg = (typeof BROWSER)[number];

/** Where Docs comes to the Jupyter server. */
const FROM_DOCS = ['this-server', 'download', 'jwt-outbox', 'callback'];

export const WORKS: Verdict = { ok: true, cause: '', remedy: '' };

export const broken = (trouble: Trouble): Verdict => ({
  ...trouble,
  ok: false
});

export const untested = (trouble: Trouble): Verdict => ({
  ...trouble,
  ok: null
});

export function groupOf(leg: string): Group {
  if (leg.startsWith('browser-')) {
    return 'browser';
  }
  return FROM_DOCS.includes(leg) ? 'jupyter' : 'docs';
}

export function stateOf({ ok, cause }: Verdict): State {
  if (ok === null) {
    return 'untested';
  }
  return ok ? (cause ? 'note' : 'works') : 'broken';
}
