/**
 * What stands in a document beside its text: pictures, charts, text boxes,
 * formulas. The editor knows only some of them.
 */
import type { Element, Xml } from './xml';
import { walk } from './xml';

export type ObjectKind =
  | 'chart'
  | 'diagram'
  | 'embedded'
  | 'formula'
  | 'import'
  | 'picture'
  | 'shape'
  | 'textbox';

export interface DocumentObject {
  kind: ObjectKind;
  element: Element;
}

const OBJECTS = new Set([
  'mc:AlternateContent',
  'w:drawing',
  'w:pict',
  'w:object',
  'm:oMath',
  'm:oMathPara',
  'w:altChunk'
]);

/** Names whose elements are not part of the running text. */
export const HIDDEN: ReadonlySet<string> = new Set([
  ...OBJECTS,
  'w:instrText',
  'w:delInstrText'
]);

/** Drawn for programs that do not know what stands beside it. */
const FALLBACK: ReadonlySet<string> = new Set(['mc:Fallback']);

/** The outermost objects in an element, in document order. */
export function objectsIn(xml: Xml, element: Element): DocumentObject[] {
  if (OBJECTS.has(element.name)) {
    const kind = kindOf(xml, element);
    return kind ? [{ kind, element }] : [];
  }
  return element.children.flatMap(child => objectsIn(xml, child));
}

/**
 * Pair the objects of an original with those that the editor made of them, in
 * order. The editor may show a picture where more stood.
 */
export function pairObjects<T extends { kind: ObjectKind }>(
  original: readonly T[],
  known: readonly T[]
): Map<T, T> {
  const shown = (a: ObjectKind, b: ObjectKind) =>
    a === b || b === 'picture' || b === 'shape';
  if (
    original.length === known.length &&
    original.every(({ kind }, index) => shown(kind, known[index].kind))
  ) {
    return new Map(original.map((object, index) => [object, known[index]]));
  }
  const pairs = new Map<T, T>();
  const free = new Set(known);
  for (const alike of [(a: ObjectKind, b: ObjectKind) => a === b, shown]) {
    for (const object of original) {
      const match = pairs.has(object)
        ? undefined
        : [...free].find(other => alike(object.kind, other.kind));
      if (match) {
        pairs.set(object, match);
        free.delete(match);
      }
    }
  }
  return pairs;
}

function kindOf(xml: Xml, element: Element): ObjectKind | null {
  if (element.name === 'w:altChunk') {
    return 'import';
  }
  let kind: ObjectKind | null = null;
  const rank: ObjectKind[] = [
    'shape',
    'picture',
    'textbox',
    'formula',
    'embedded',
    'diagram',
    'chart'
  ];
  for (const { name } of walk(element, FALLBACK)) {
    const found = KINDS[name] ?? (/^(c|cx):chart$/.test(name) ? 'chart' : null);
    if (found && (!kind || rank.indexOf(found) > rank.indexOf(kind))) {
      kind = found;
    }
  }
  return kind;
}

const KINDS: Record<string, ObjectKind> = {
  'dgm:relIds': 'diagram',
  'm:oMath': 'formula',
  'o:OLEObject': 'embedded',
  'pic:pic': 'picture',
  'v:imagedata': 'picture',
  'v:shape': 'shape',
  'w:control': 'embedded',
  'w:drawing': 'shape',
  'w:pict': 'shape',
  'w:txbxContent': 'textbox',
  'wpg:wgp': 'shape'
};
