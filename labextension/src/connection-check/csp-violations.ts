/**
 * What the Content-Security-Policy of this page keeps from Docs. A browser says
 * so by an event only: what failed, failed as if nobody had answered.
 */
import type { IDisposable } from '@lumino/disposable';

export type Use = 'script' | 'frame' | 'connect';

/** Directives that stand in for one that a policy lacks. */
const INSTEAD: Record<Use, string[]> = {
  script: ['script-src-elem', 'script-src', 'default-src'],
  frame: ['frame-src', 'child-src', 'default-src'],
  connect: ['connect-src', 'default-src']
};

/** How long the event may come after the failure, in ms. */
const GRACE = 100;

type Violation = Pick<
  SecurityPolicyViolationEvent,
  'blockedURI' | 'effectiveDirective' | 'originalPolicy' | 'disposition'
>;

export class PolicyWatch implements IDisposable {
  /** Listen to what is forbidden of `host` (a name, and a port if there is one). */
  constructor(
    private readonly _host: string,
    private readonly _target: EventTarget = document,
    private readonly _grace = GRACE
  ) {
    _target.addEventListener('securitypolicyviolation', this._onViolation);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    this._target.removeEventListener(
      'securitypolicyviolation',
      this._onViolation
    );
  }

  /** The directive that forbids such a use, or null. */
  async forbids(use: Use): Promise<string | null> {
    if (!this._found.has(use)) {
      await new Promise(resolve => setTimeout(resolve, this._grace));
    }
    return this._found.get(use) ?? null;
  }

  private _onViolation = (event: Event): void => {
    const { blockedURI, effectiveDirective, originalPolicy, disposition } =
      event as unknown as Violation;
    if (disposition === 'report' || hostOf(blockedURI) !== this._host) {
      return;
    }
    for (const use of Object.keys(INSTEAD) as Use[]) {
      if (INSTEAD[use].includes(effectiveDirective)) {
        this._found.set(use, directiveIn(originalPolicy, use));
      }
    }
  };

  private readonly _found = new Map<Use, string>();
  private _isDisposed = false;
}

/** The directive of a policy that decides on such a use. */
export function directiveIn(policy: string, use: Use): string {
  const names = policy.split(';').map(part => part.trim().split(/\s+/)[0]);
  return INSTEAD[use].find(name => names.includes(name)) ?? INSTEAD[use][0];
}

function hostOf(address: string): string {
  try {
    return new URL(address).host;
  } catch {
    return ''; // "inline", "eval"
  }
}
