/**
 * What the editor makes of each element in a run: whether it shows it, passes
 * over it, or needs another thing in its place. Nothing is changed here.
 */
import { objectsIn } from './objects';
import { hasText } from './text';
import type { Place } from './tokens';
import type { Element, Xml } from './xml';

/** What becomes of an element in a run. */
export type Kind =
  | 'shown'
  | 'hidden'
  | 'dropped'
  | 'sign'
  | 'ruby'
  | 'fallback'
  | 'begin'
  | 'separate'
  | 'end'
  | 'code';

/** Of these, each stands for itself, also next to its like. */
export const ALONE: ReadonlySet<Kind> = new Set<Kind>([
  'ruby',
  'fallback',
  'sign',
  'begin',
  'separate',
  'end'
]);

/** What the editor makes of something in a run. */
export function kindOf(xml: Xml, child: Element, place: Place): Kind {
  switch (child.name) {
    case 'w:t':
    case 'w:drawing':
    case 'w:pict':
    case 'w:object':
      return 'shown';
    case 'w:delText':
      return place === 'deletion' ? 'shown' : 'hidden';
    case 'w:instrText':
    case 'w:delInstrText':
      return 'code';
    case 'w:fldChar': {
      const type = xml.attribute(child, 'w:fldCharType');
      return type === 'begin' || type === 'separate' ? type : 'end';
    }
    case 'w:ruby':
      return child.children.some(({ name }) => name === 'w:rubyBase')
        ? 'ruby'
        : 'hidden';
    case 'mc:AlternateContent':
      if (objectsIn(xml, child).length > 0) {
        return 'shown';
      }
      return isFallback(xml, child) ? 'fallback' : 'hidden';
    case 'w:noBreakHyphen':
    case 'w:softHyphen':
      return 'sign';
    case 'w:sym':
      return xml.attribute(child, 'w:char') ? 'sign' : 'dropped';
    case 'w:br':
      return xml.attribute(child, 'w:type') === 'column' ? 'dropped' : 'shown';
    default:
      if (hasText(xml, child)) {
        return 'hidden';
      }
      return DROPPED.has(child.name) ? 'dropped' : 'shown';
  }
}

/** In runs, without text, and not written again by the editor. */
const DROPPED = new Set(
  (
    'annotationRef contentPart continuationSeparator dayLong dayShort endnoteRef footnoteRef monthLong monthShort ' +
    'pgNum ptab separator yearLong yearShort'
  )
    .split(' ')
    .map(name => `w:${name}`)
);

/** Whether what older programs show in its place is just text. */
function isFallback(xml: Xml, element: Element): boolean {
  const plain = ['w:t', 'w:tab', 'w:sym'];
  return element.children.every(child =>
    child.name === 'mc:Fallback'
      ? child.children.length > 0 &&
        child.children.every(({ name }) => plain.includes(name))
      : !hasText(xml, child)
  );
}
