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
  | 'field'
  | 'formula'
  | 'import'
  | 'note'
  | 'picture'
  | 'shape'
  | 'text'
  | 'textbox';

export interface DocumentObject {
  kind: ObjectKind;
  element: Element;
  /** The text in it. */
  text: string;
  /** Whether it is drawn in VML: the editor shows only pictures in it. */
  old: boolean;
}

const OBJECTS = new Set([
  'mc:AlternateContent',
  'w:drawing',
  'w:pict',
  'w:object',
  'm:oMath',
  'm:oMathPara',
  'w:altChunk',
  'w:footnoteReference',
  'w:endnoteReference'
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
    const old = /^w:(?:pict|object)$/.test(element.name) && kind !== 'picture';
    const text =
      kind === 'note'
        ? `${element.name} ${xml.attribute(element, 'w:id')}`
        : textIn(xml, element);
    return kind ? [{ kind, element, text, old }] : [];
  }
  return element.children.flatMap(child => objectsIn(xml, child));
}

/**
 * Pair the objects of an original with those that the editor made of them, in
 * order. The editor may show a picture where more stood.
 */
export function pairObjects<T extends DocumentObject>(
  original: readonly T[],
  known: readonly T[]
): Map<T, T> {
  const seen = (a: T, b: T) => !a.old || b.old;
  const isNote = ({ kind }: T) => kind === 'note';
  const shown = (a: T, b: T) =>
    isNote(a) || isNote(b)
      ? a.kind === b.kind && a.text === b.text
      : seen(a, b) &&
        (a.kind === b.kind || b.kind === 'picture' || b.kind === 'shape');
  if (
    original.length === known.length &&
    original.every((object, index) => shown(object, known[index]))
  ) {
    return new Map(original.map((object, index) => [object, known[index]]));
  }
  const pairs = new Map<T, T>();
  const free = new Set(known);
  for (const alike of [
    (a: T, b: T) => a.kind === b.kind && a.text === b.text && seen(a, b),
    (a: T, b: T) => a.kind === b.kind && shown(a, b),
    shown
  ]) {
    for (const object of original) {
      const match = pairs.has(object)
        ? undefined
        : [...free].find(other => alike(object, other));
      if (match) {
        pairs.set(object, match);
        free.delete(match);
      }
    }
  }
  return pairs;
}

function textIn(xml: Xml, element: Element): string {
  let text = '';
  for (const part of walk(element, FALLBACK)) {
    text += /^\w+:(?:t|delText)$/.test(part.name) ? xml.characters(part) : '';
  }
  return text;
}

function kindOf(xml: Xml, element: Element): ObjectKind | null {
  if (element.name === 'w:altChunk') {
    return 'import';
  }
  if (/^w:(?:foot|end)noteReference$/.test(element.name)) {
    return 'note';
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
