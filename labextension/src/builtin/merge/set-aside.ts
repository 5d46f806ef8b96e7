/**
 * What is set aside of a part, since the editor would not show it or would not
 * look into it: elements as a whole, the ends of an element around its content,
 * and elements that are shown as something else. A mark is left in the place of
 * each.
 */
import type { Level } from './placeholders';
import { Pieces } from './placeholders';
import { hasText } from './text';
import type { Token } from './tokens';
import type { Element, Xml } from './xml';

/** By the first of these, what is not content ends. */
const PROPERTIES = new Set(['w:smartTagPr', 'w:customXmlPr']);

/** Takes out of `_xml` and keeps in `pieces`. */
export class SetAside {
  constructor(private readonly _xml: Xml) {}

  readonly pieces = new Pieces();

  /** A run with `shown` in the place of an element. */
  instead(
    element: Element,
    shown: string,
    head: string,
    ownHead: string,
    tail: string
  ): Token[] {
    const source = this._xml.slice(element);
    const [open, close] = this.pieces.add({
      kind: 'pair',
      open: '',
      close: '',
      level: 'inline',
      bearing: false,
      instead: { shown, source }
    });
    return [
      {
        text: open + head + shown + tail + close,
        source: ownHead + source + tail,
        name: 'w:r'
      }
    ];
  }

  /** The same as `unwrap`, where there are no tokens: between paragraphs, rows or cells. */
  unwrapped(
    element: Element,
    level: Level,
    inner: (children: Element[]) => string
  ): string {
    return this.unwrap(element, level, false, children => [
      { text: inner(children), source: '', name: '' }
    ])
      .map(({ text }) => text)
      .join('');
  }

  /** The content of an element, between marks for its ends. */
  unwrap(
    element: Element,
    level: Level,
    bearing: boolean,
    inner: (children: Element[]) => Token[]
  ): Token[] {
    const { text } = this._xml;
    const content =
      element.name === 'w:sdt'
        ? element.children.find(({ name }) => name === 'w:sdtContent')
        : element;
    if (!content || content.open === content.end) {
      return [this.token(element, this._xml.slice(element))];
    }
    const properties = content.children.filter(({ name }) =>
      PROPERTIES.has(name)
    );
    const from = properties[properties.length - 1]?.end ?? content.open;
    return this.pair(
      text.slice(element.start, from),
      text.slice(content.close, element.end),
      level,
      bearing,
      inner(content.children.slice(properties.length))
    );
  }

  /** `inner` between marks for what stands before and after it. */
  pair(
    open: string,
    close: string,
    level: Level,
    bearing: boolean,
    inner: Token[]
  ): Token[] {
    const [before, after] = this.pieces.add({
      kind: 'pair',
      open,
      close,
      level,
      bearing
    });
    return [
      { text: before, source: open, name: 'kept:open' },
      ...inner,
      { text: after, source: close, name: 'kept:close' }
    ];
  }

  /** `element`, shown as `text`. */
  token(element: Element, text: string): Token {
    return { text, source: this._xml.slice(element), name: element.name };
  }

  /** Something that is not looked into: hidden if there is text in it. */
  other(element: Element, level: Level): string {
    return hasText(this._xml, element)
      ? this.whole(this._xml.slice(element), level)
      : this._xml.slice(element);
  }

  /** A mark for `source`, of which nothing is shown. `empty`: there is no text in it. */
  whole(source: string, level: Level, empty = false): string {
    return this.pieces.add({
      kind: 'whole',
      source,
      level,
      side: 'before',
      empty
    })[0];
  }
}
