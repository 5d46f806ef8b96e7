/**
 * What of a document the editor does not show.
 */
import { diffArrays } from 'diff';

import { align } from './align';
import { hides, read } from './text-count';
import type { Reading } from './text-count';

/** Beyond this many differences, a text counts as another one. */
const MOST_EDITS = 2000;

export interface Hidden {
  /** Text that is not shown, in pieces. */
  passages: string[];
  /** Fields of which only the text is shown. */
  fields: number;
  /** Whether there are formulas that are not shown. */
  formulas: boolean;
}

/** What is in a part as it is, and not in what the editor writes of it. */
export function hiddenIn(original: string, base: string): Hidden {
  const [o, b] = [read(original), read(base)];
  return {
    passages: hides(o, b, 'text') ? passagesOf(o, b) : [],
    fields: hides(o, b, 'code') ? Math.max(1, o.fields - b.fields) : 0,
    formulas: hides(o, b, 'formula')
  };
}

/** Those of the passages that are not in `text`, another version of the part. */
export function notIn(passages: string[], text: string): string[] {
  const all = plain(read(text).texts.text.join(''));
  return passages.filter(passage => !all.includes(plain(passage)));
}

function plain(text: string): string {
  return text.replace(/\s+/g, '');
}

function passagesOf(o: Reading, b: Reading): string[] {
  const passages: string[] = [];
  for (const { left, right, same } of align(o.texts.text, b.texts.text)) {
    if (!same) {
      const words = ({ texts }: Reading, [from, to]: [number, number]) =>
        texts.text
          .slice(from, to)
          .flatMap(text => [...text.split(/(?<=\s)/), '\n'])
          .filter(word => word);
      const [own, known] = [words(o, left), words(b, right)];
      passages.push(
        ...removedFrom(own, known).flatMap(text => text.split('\n'))
      );
    }
  }
  return passages.map(text => text.trim()).filter(text => plain(text));
}

/** What of the first is not in the second. */
function removedFrom(a: string[], b: string[]): string[] {
  const changes = diffArrays(a, b, { maxEditLength: MOST_EDITS });
  if (!changes) {
    return [a.join('')];
  }
  return changes.flatMap(({ removed, value }, index) => {
    const gone = value.join('');
    const near = [changes[index - 1], changes[index + 1]];
    const come = near.find(change => change?.added)?.value.join('') ?? '';
    if (!removed) {
      return [];
    }
    // Not in every writing are words apart.
    return gone.endsWith(come)
      ? [gone.slice(0, gone.length - come.length)]
      : [gone.startsWith(come) ? gone.slice(come.length) : gone];
  });
}
