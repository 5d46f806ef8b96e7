/**
 * Names of what stands in a document, for its reader.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { ObjectKind } from './merge/objects';

type Trans = Pick<TranslationBundle, '_n'>;

/** "1 chart, 2 text boxes" */
export function describeObjects(
  counts: Map<ObjectKind, number>,
  trans: Trans
): string {
  return [...counts]
    .map(([kind, count]) => WORDS[kind](trans, count))
    .join(', ');
}

const WORDS: Record<ObjectKind, (trans: Trans, count: number) => string> = {
  chart: (trans, n) => trans._n('%1 chart', '%1 charts', n),
  diagram: (trans, n) => trans._n('%1 diagram', '%1 diagrams', n),
  embedded: (trans, n) => trans._n('%1 embedded file', '%1 embedded files', n),
  formula: (trans, n) => trans._n('%1 formula', '%1 formulas', n),
  import: (trans, n) => trans._n('%1 inserted file', '%1 inserted files', n),
  picture: (trans, n) => trans._n('%1 picture', '%1 pictures', n),
  shape: (trans, n) => trans._n('%1 drawing', '%1 drawings', n),
  textbox: (trans, n) => trans._n('%1 text box', '%1 text boxes', n)
};
