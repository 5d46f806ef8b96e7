/**
 * The front end's part of the one table of what goes wrong for a person: a code,
 * the cause and the remedy. The server's part comes with its answers.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Trouble } from '../server/types';

export type Trans = Pick<TranslationBundle, '__'>;

/** What happened and what helps, in a sentence each. */
export interface Words {
  cause: string;
  /** Empty for news: what happened is no trouble. */
  remedy: string;
}

/** Puts a row into words; the values are filled in. */
export type Row = (trans: Trans, ...values: string[]) => Words;

/** The rows of a room by their codes, "room.reason". */
export type Rows = Readonly<Record<string, Row>>;

type Values<R extends Row> = R extends (
  trans: Trans,
  ...values: infer V
) => Words
  ? V
  : never;

/** A row as a trouble, filled in. */
export function trouble<R extends Rows, K extends keyof R & string>(
  rows: R,
  reason: K,
  trans: Trans,
  ...values: Values<R[K]>
): Trouble {
  return {
    code: reason.replace('.', '-'),
    reason,
    ...rows[reason](trans, ...values)
  };
}
