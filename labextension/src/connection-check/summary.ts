/**
 * The one line that says how the check stands.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { State } from './leg';
import type { Checkup } from './checkup';

type Standing = Pick<
  Checkup,
  'builtin' | 'done' | 'legs' | 'broken' | 'finished'
>;

export function summaryOf(
  { builtin, done, legs, broken, finished }: Standing,
  trans: TranslationBundle
): { state: State; words: string } {
  if (builtin) {
    return {
      state: 'note',
      words: trans.__(
        'Documents are opened by the built-in editor: no Docs server is connected.'
      )
    };
  }
  const total = legs.length;
  if (!done) {
    return {
      state: 'running',
      words: total
        ? trans.__('Checking: %1 of %2', String(finished), String(total))
        : trans.__('Checking…')
    };
  }
  if (broken.length > 0) {
    return {
      state: 'broken',
      words: trans._n(
        '%1 of %2 things does not work',
        '%1 of %2 things do not work',
        broken.length,
        String(total)
      )
    };
  }
  const left = legs.filter(({ state }) => state === 'untested').length;
  return left > 0
    ? {
        state: 'note',
        words: trans._n(
          'What was tested works; %1 thing could not be tested',
          'What was tested works; %1 things could not be tested',
          left
        )
      }
    : { state: 'works', words: trans.__('Everything works') };
}
