/**
 * Page breaks with which a paragraph begins. The editor keeps them as a property
 * of the paragraph: here they are found, and that property is set.
 */
import type { Element, Xml } from './xml';

/** The run with nothing but a page break with which a paragraph begins. */
export function leadingPageBreak(
  xml: Xml,
  paragraph: Element
): Element | undefined {
  const first = paragraph.children.find(
    ({ name }) => !/^w:(?:pPr|proofErr|bookmark(?:Start|End))$/.test(name)
  );
  const own = first?.children.filter(
    ({ name }) => !/^w:(?:rPr|lastRenderedPageBreak)$/.test(name)
  );
  return first?.name === 'w:r' &&
    own?.length === 1 &&
    own[0].name === 'w:br' &&
    xml.attribute(own[0], 'w:type') === 'page'
    ? first
    : undefined;
}

const BREAK_BEFORE = '<w:pageBreakBefore/>';

/** What stands before it in the properties of a paragraph. */
const BEFORE_BREAK =
  /^<w:pPr(?:\s[^>]*)?>(?:<w:(?:pStyle|keepNext|keepLines)\b[^>]*\/>)*/;

/** The properties of a paragraph that begins on a new page. `properties` may be ''. */
export function withBreakBefore(properties: string): string {
  if (/<w:pageBreakBefore\b/.test(properties)) {
    return properties;
  }
  const first = BEFORE_BREAK.exec(properties)?.[0];
  return first && !properties.endsWith('/>')
    ? first + BREAK_BEFORE + properties.slice(first.length)
    : `<w:pPr>${BREAK_BEFORE}</w:pPr>`;
}
