/**
 * Whether the editor wrote what was typed.
 */
import { align } from './align';
import { read } from './text-count';
import { Parts } from './parts';

const STORIES = /^word\/(?:document|header|footer)\d*\.xml$/;

/**
 * The paragraphs of a document in the editor with text that came since `before`,
 * when the editor wrote `base`, and that is not in what it writes now.
 */
export async function unwritten(
  before: readonly string[],
  now: readonly string[],
  base: ArrayBuffer,
  edited: ArrayBuffer
): Promise<string[]> {
  const changed = align(before, now)
    .filter(({ same }) => !same)
    .flatMap(({ right }) => now.slice(...right))
    .filter(text => plain(text));
  if (changed.length === 0) {
    return [];
  }
  const [b, e] = await Promise.all([storiesOf(base), storiesOf(edited)]);
  const written = difference(b, e);
  const isWritten = [...difference(before, now)].every(
    ([sign, count]) => count <= Math.max(0, written.get(sign) ?? 0)
  );
  if (isWritten) {
    return [];
  }
  // What was deleted at the same time may have been more than text.
  const paragraphs = e.map(plain);
  return changed.filter(
    text => !paragraphs.some(paragraph => holds(paragraph, plain(text)))
  );
}

/** The text of the body, the headers and the footers, by paragraphs. */
async function storiesOf(bytes: ArrayBuffer): Promise<string[]> {
  const parts = await Parts.load(bytes);
  return [...parts.bytes.keys()]
    .filter(name => STORIES.test(name))
    .flatMap(name => read(parts.text(name)).texts.text);
}

/** How many times more each sign comes in `b`. */
function difference(
  a: readonly string[],
  b: readonly string[]
): Map<string, number> {
  const counts = new Map<string, number>();
  const count = (texts: readonly string[], by: number) => {
    for (const sign of plain(texts.join(''))) {
      counts.set(sign, (counts.get(sign) ?? 0) + by);
    }
  };
  count(a, -1);
  count(b, 1);
  return counts;
}

/** Whether all signs of `wanted` come in `text`, in their order. */
function holds(text: string, wanted: string): boolean {
  let at = 0;
  for (const sign of wanted) {
    const found = text.indexOf(sign, at);
    if (found === -1) {
      return false;
    }
    at = found + sign.length;
  }
  return true;
}

function plain(text: string): string {
  return text.replace(/\s+/g, '');
}
