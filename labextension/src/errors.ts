/**
 * Errors in words for a person, as the server's error contract has them.
 */
import type { Trouble } from './types';

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
      'The Jupyter server does not know the requests of jupyter-onlyoffice.',
      'Enable its server extension (jupyter server extension enable jupyter_onlyoffice) and restart the server.'
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

/** What to show of anything that was thrown. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof RequestError) {
    return error;
  }
  return {
    code: 'unexpected',
    cause: error instanceof Error ? error.message : String(error),
    remedy: 'Try again; if it stays, reload the page.'
  };
}
