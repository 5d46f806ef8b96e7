/**
 * A package as the editor is given it, with all text where the editor looks for
 * it, and what of the package the editor does not show all the same.
 */
import { flatten } from './flatten';
import { hiddenIn } from './hidden';
import type { ObjectKind } from './objects';
import { objectsIn, pairObjects } from './objects';
import { COMMENTS, Parts, TEXT } from './parts';
import { withoutMarks } from './placeholders';
import { Xml } from './xml';

/** What the editor does not show. */
export interface Unknown {
  counts: Map<ObjectKind, number>;
  /** The text among it. */
  passages: string[];
}

/**
 * The document as the editor is given it: all text that it can show is where it
 * looks for it.
 */
export async function shownPackage(
  original: ArrayBuffer
): Promise<ArrayBuffer> {
  const { bytes, zip } = await Parts.load(original);
  let changed = false;
  for (const [name, content] of bytes) {
    if (TEXT.test(name) || name === COMMENTS[0]) {
      const text = shown(content);
      if (text !== null) {
        changed = true;
        zip.file(name, text, { compression: 'DEFLATE', createFolders: false });
      }
    }
  }
  return changed
    ? zip.generateAsync({ type: 'arraybuffer', compression: 'DEFLATE' })
    : original;
}

/** What the editor does not show of a document, by what it wrote of it. */
export async function unknownIn(
  original: ArrayBuffer,
  base: ArrayBuffer
): Promise<Unknown> {
  const [o, b] = [await Parts.load(original), await Parts.load(base)];
  const counts = new Map<ObjectKind, number>();
  const passages: string[] = [];
  const count = (kind: ObjectKind, more: number) => {
    if (more > 0) {
      counts.set(kind, (counts.get(kind) ?? 0) + more);
    }
  };
  for (const name of o.bytes.keys()) {
    if (TEXT.test(name) || name === COMMENTS[0]) {
      const [text, known] = [o.text(name), b.text(name)];
      const [oXml, bXml] = [new Xml(text), new Xml(known)];
      const objects = objectsIn(oXml, oXml.root);
      const pairs = pairObjects(objects, objectsIn(bXml, bXml.root));
      for (const { kind } of objects.filter(object => !pairs.has(object))) {
        count(kind, 1);
      }
      const hidden = hiddenIn(text, known);
      count('field', hidden.fields);
      // In something else that is not shown.
      count('formula', hidden.formulas && !counts.has('formula') ? 1 : 0);
      passages.push(...hidden.passages);
    }
  }
  count('text', passages.length);
  return { counts, passages };
}

/** A part as the editor is given it; null when that is as it is. */
function shown(content: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    const flat = withoutMarks(flatten(new Xml(text)).text);
    return flat === text ? null : flat;
  } catch {
    return null; // It is the editor that tells what is wrong with it.
  }
}
