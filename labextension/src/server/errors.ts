/**
 * Errors in words for a person, as the server's error contract has them.
 */
import { translate } from './translate';
import { PAGE } from '../messages/page';
import type { Trans } from '../messages/row';
import { trouble } from '../messages/row';
import type { Trouble } from './types';

/** Errors are made deep down, where no translation is handed on to. */
let trans: Trans = {
  __: (text, ...args: unknown[]) =>
    text.replace(/%(\d)/g, (_, place) => String(args[Number(place) - 1]))
};

/** Say errors in the user's language from now on. To be called once, at start. */
export function translateErrors(bundle: Trans): void {
  trans = bundle;
}

/** An answer or event of the server, in the user's language. */
export function inLanguage<T>(answer: T): T {
  translate(answer, trans);
  return answer;
}

/** An answer that is an error: what happened and what to do. */
export class RequestError extends Error implements Trouble {
  constructor(
    readonly status: number,
    readonly code: string,
    override readonly cause: string,
    readonly remedy: string,
    /** The row of the table; empty for what is not from our server. */
    readonly reason = ''
  ) {
    super([cause, remedy].filter(Boolean).join(' '));
    this.name = 'RequestError';
  }

  /** A trouble as an error; `status` is that of an answer. */
  static of(trouble: Trouble, status = 0): RequestError {
    const { code, cause, remedy, reason } = trouble;
    return new RequestError(status, code, cause, remedy, reason);
  }
}

/** Read an error answer; one that is not ours gets words of our own. */
export function errorOf(status: number, body: string): RequestError {
  try {
    const data = inLanguage(JSON.parse(body) as Record<string, unknown>);
    const text = (name: string): string =>
      typeof data[name] === 'string' ? data[name] : '';
    if (text('cause') || text('message')) {
      return new RequestError(
        status,
        text('error') || 'error',
        text('cause') || text('message'),
        text('remedy'),
        text('cause') ? text('reason') : ''
      );
    }
  } catch {
    // Not JSON: a proxy or the Hub answered instead of our server.
  }
  if (status === 404) {
    return RequestError.of(trouble(PAGE, 'page.no-extension', trans), status);
  }
  if (status === 401 || status === 403) {
    return RequestError.of(trouble(PAGE, 'page.forbidden', trans), status);
  }
  const told = trouble(PAGE, 'page.failed', trans, String(status));
  return RequestError.of(told, status);
}

/** No answer at all. */
export function offline(): RequestError {
  return RequestError.of(trouble(PAGE, 'page.offline', trans));
}

/** The file is another one than that which is being shown. */
export function changed(): RequestError {
  return RequestError.of(trouble(PAGE, 'page.changed', trans), 409);
}

/** What to show of anything that was thrown. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof RequestError) {
    return error;
  }
  const cause = error instanceof Error ? error.message : String(error);
  return trouble(PAGE, 'page.unexpected', trans, cause);
}
