/**
 * Characters for what documents write as an element of its own (symbols of a
 * font, hyphens), and runs in the font that such a character needs.
 */
import type { Element, Xml } from './xml';

/** Fonts whose signs are in the private area from U+F000 on. */
const SYMBOL_FONTS = /^(?:Symbol|Webdings|Wingdings(?: [23])?)$/i;

/** The character that is like a sign, and the font that it needs, if any. */
export function characterOf(
  xml: Xml,
  sign: Element
): { text: string; font?: string } {
  if (sign.name !== 'w:sym') {
    return { text: sign.name === 'w:softHyphen' ? '\u00ad' : '\u2011' };
  }
  const font = xml.attribute(sign, 'w:font');
  const code = parseInt(xml.attribute(sign, 'w:char') ?? '', 16);
  const low = code < 0x100 && SYMBOL_FONTS.test(font ?? '');
  const text = String.fromCharCode(low ? code + 0xf000 : code);
  return { text: /[\p{Cc}\p{Cs}&<\uffff]/u.test(text) ? '\ufffd' : text, font };
}

/** The beginning of a run, in another font. */
export function inFont(head: string, font: string): string {
  const name = font.replace(/&/g, '&amp;').replace(/"/g, '&quot;');
  const fonts = `<w:rFonts w:ascii="${name}" w:hAnsi="${name}" w:cs="${name}"/>`;
  const plain = head.replace(/<w:rFonts\b[^>]*\/>/, '');
  const style = /<w:rPr>(?:<w:rStyle\b[^>]*\/>)?/.exec(plain);
  if (!style) {
    return `${plain.replace(/<w:rPr\/>$/, '')}<w:rPr>${fonts}</w:rPr>`;
  }
  const at = style.index + style[0].length;
  return plain.slice(0, at) + fonts + plain.slice(at);
}
