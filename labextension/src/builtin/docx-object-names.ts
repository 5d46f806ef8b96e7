/**
 * Names of what stands in a document, for its reader.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { ObjectKind } from './merge/objects';

type Trans = Pick<TranslationBundle, '_n'>;

/** So many passages of text are told, with so many signs. */
const [MOST_PASSAGES, MOST_SIGNS] = [3, 60];

/** "1 chart, 2 text boxes, 1 passage of text (“Amsterdam”)" */
export function describeObjects(
  counts: Map<ObjectKind, number>,
  trans: Trans,
  passages: readonly string[] = []
): string {
  return [...counts]
    .map(([kind, count]) => {
      const words = WORDS[kind](trans, count);
      return kind === 'text' && passages.length > 0
        ? `${words} (${quote(passages)})`
        : words;
    })
    .join(', ');
}

/** "“Amsterdam”, “in the northern …”, …" */
export function quote(passages: readonly string[]): string {
  const quoted = passages.slice(0, MOST_PASSAGES).map(text => {
    const signs = [...text];
    const short = signs.slice(0, MOST_SIGNS).join('').trimEnd();
    return `“${signs.length > MOST_SIGNS ? `${short} …` : text}”`;
  });
  return [...quoted, ...(passages.length > MOST_PASSAGES ? ['…'] : [])].join(
    ', '
  );
}

const WORDS: Record<ObjectKind, (trans: Trans, count: number) => string> = {
  chart: (trans, n) => trans._n('%1 chart', '%1 charts', n),
  diagram: (trans, n) => trans._n('%1 diagram', '%1 diagrams', n),
  embedded: (trans, n) => trans._n('%1 embedded file', '%1 embedded files', n),
  field: (trans, n) => trans._n('%1 field', '%1 fields', n),
  formula: (trans, n) => trans._n('%1 formula', '%1 formulas', n),
  import: (trans, n) => trans._n('%1 inserted file', '%1 inserted files', n),
  note: (trans, n) => trans._n('%1 note mark', '%1 note marks', n),
  picture: (trans, n) => trans._n('%1 picture', '%1 pictures', n),
  shape: (trans, n) => trans._n('%1 drawing', '%1 drawings', n),
  text: (trans, n) => trans._n('%1 passage of text', '%1 passages of text', n),
  textbox: (trans, n) => trans._n('%1 text box', '%1 text boxes', n)
};
