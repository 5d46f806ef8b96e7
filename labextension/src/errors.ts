/**
 * Errors in words for a person, as the server's error contract has them.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Trouble } from './types';

type Trans = Pick<TranslationBundle, '__'>;

/** Errors are made deep down, where no translation is handed on to. */
let trans: Trans = {
  __: (text, ...args: unknown[]) =>
    text.replace(/%(\d)/g, (_, place) => String(args[Number(place) - 1]))
};

/** Say errors in the user's language from now on. To be called once, at start. */
export function translateErrors(bundle: Trans): void {
  trans = bundle;
}

/** An answer that is an error: what happened and what to do. */
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

/** Read an error answer; one that is not ours gets words of our own. */
export function errorOf(status: number, body: string): RequestError {
  try {
    const data = JSON.parse(body) as Record<string, unknown>;
    const text = (name: string): string =>
      typeof data[name] === 'string' ? data[name] : '';
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
      trans.__(
        'The Jupyter server does not know the requests of jupyter-onlyoffice.'
      ),
      trans.__(
        'Enable its server extension (jupyter server extension enable jupyter_onlyoffice) and restart the server.'
      )
    );
  }
  if (status === 401 || status === 403) {
    return new RequestError(
      status,
      'forbidden',
      trans.__('The Jupyter server refused the request.'),
      trans.__('Reload the page and log in again.')
    );
  }
  return new RequestError(
    status,
    'server',
    trans.__(
      'The Jupyter server answered with an error (HTTP %1).',
      String(status)
    ),
    trans.__('Try again; if it stays, look into the log of the server.')
  );
}

/** No answer at all. */
export function offline(): RequestError {
  return new RequestError(
    0,
    'offline',
    trans.__('The Jupyter server cannot be reached.'),
    trans.__(
      'Check the connection and that the server is running, then try again.'
    )
  );
}

/** The file is another one than that which is being shown. */
export function changed(): RequestError {
  return new RequestError(
    409,
    'conflict',
    trans.__('The file changed while it was shown.'),
    trans.__('Open it again.')
  );
}

/** What to show of anything that was thrown. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof RequestError) {
    return error;
  }
  return {
    code: 'unexpected',
    cause: error instanceof Error ? error.message : String(error),
    remedy: trans.__('Try again; if it stays, reload the page.')
  };
}
