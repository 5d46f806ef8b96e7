/**
 * The running text of elements, by which they are recognised.
 */
import { HIDDEN, objectsIn } from './objects';
import type { Element, Xml } from './xml';
import { walk } from './xml';

/** How things look is not what they say; `w:tab` there is no tab either. */
const SKIPPED: ReadonlySet<string> = new Set([
  ...HIDDEN,
  'w:pPr',
  'w:rPr',
  'w:sdtPr',
  'w:sectPr',
  'w:tblPr',
  'w:tcPr',
  'w:trPr'
]);

const SIGNS: Record<string, string> = {
  'w:br': '\n',
  'w:cr': '\n',
  'w:noBreakHyphen': '\u2011',
  'w:softHyphen': '\u00ad',
  'w:tab': '\t'
};

/** What a reader reads in the element. */
export function textOf(xml: Xml, element: Element): string {
  let text = '';
  for (const part of walk(element, SKIPPED)) {
    text +=
      part.name === 'w:t' || part.name === 'w:delText'
        ? xml.characters(part)
        : (SIGNS[part.name] ?? '');
  }
  return text;
}

/** The same, or what tells an element with a drawing from an empty one. */
export function signOf(xml: Xml, element: Element): string {
  const text = textOf(xml, element);
  return text || objectsIn(xml, element).length === 0 ? text : '\ufffc';
}

/** How many fields the element leaves open (negative: closes). */
export function fieldDepth(xml: Xml, element: Element): number {
  let depth = 0;
  for (const part of walk(element)) {
    if (part.name === 'w:fldChar') {
      const type = xml.attribute(part, 'w:fldCharType');
      depth += type === 'begin' ? 1 : type === 'end' ? -1 : 0;
    }
  }
  return depth;
}

/** Text of any kind, also that of fields, drawings and formulas. */
const TEXTS = /^[\w.-]+:(?:t|delText|instrText|delInstrText)$/;

/** Whether there is something to read in the element, shown or not. */
export function hasText(xml: Xml, element: Element): boolean {
  for (const part of walk(element)) {
    if (TEXTS.test(part.name) && xml.characters(part).trim()) {
      return true;
    }
  }
  return false;
}
