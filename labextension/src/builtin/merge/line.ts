/**
 * The content of one paragraph as a line of items, with the text of each and
 * where it can be cut, and the bookmarks in it.
 */
import { commentMarkOf } from './comments';
import type { DocumentObject } from './objects';
import { objectsIn } from './objects';
import { fieldDepth, textOf } from './text';
import type { Element, Xml } from './xml';

/** An element of a paragraph. */
export interface Item {
  element: Element;
  source: string;
  /** Where its text begins and ends in that of the paragraph. */
  from: number;
  to: number;
  /** Fields open behind it. */
  depth: number;
}

/** An object, and in which item it is. */
export interface Placed extends DocumentObject {
  item: number;
}

/** The content of a paragraph without its properties. */
export class Line {
  constructor(
    readonly xml: Xml,
    paragraph: Element,
    leave: ReadonlySet<string> = new Set()
  ) {
    const inline = paragraph.children.filter(
      element =>
        element.name !== 'w:pPr' &&
        !leave.has(bookmarkOf(xml, element)) &&
        !leave.has(commentMarkOf(xml, element))
    );
    let depth = 0;
    for (const element of inline) {
      const text = textOf(xml, element);
      depth += fieldDepth(xml, element);
      this.items.push({
        element,
        source: xml.slice(element),
        from: this.text.length,
        to: this.text.length + text.length,
        depth
      });
      this.text += text;
    }
    this.objects = this.items.flatMap(({ element }, item) =>
      objectsIn(xml, element).map(object => ({ ...object, item }))
    );
  }

  /** Where the text before item `index` ends. */
  position(index: number): number {
    return index < this.items.length
      ? this.items[index].from
      : this.text.length;
  }

  /** Between which items one may cut at `position` of the text, outside fields. */
  cuts(position: number): number[] {
    const cuts: number[] = [];
    for (let index = 0; index <= this.items.length; index++) {
      const before = index === 0 ? 0 : this.items[index - 1].to;
      const open = index === 0 ? 0 : this.items[index - 1].depth;
      if (before === position && this.position(index) === position && !open) {
        cuts.push(index);
      }
    }
    return cuts;
  }

  source(from: number, to: number): string {
    return this.items
      .slice(from, to)
      .map(({ source }) => source)
      .join('');
  }

  readonly items: Item[] = [];
  readonly objects: Placed[];
  text = '';
}

/** Which end of which bookmark the element is; '' when it is none. */
export function bookmarkOf(xml: Xml, element: Element): string {
  return /^w:bookmark(Start|End)$/.test(element.name)
    ? `${element.name} ${xml.attribute(element, 'w:id')}`
    : '';
}

/** Which ends of which bookmarks stand in the paragraph itself. */
export function bookmarksIn(xml: Xml, paragraph: Element): Set<string> {
  return new Set(
    paragraph.children
      .map(element => bookmarkOf(xml, element))
      .filter(name => name)
  );
}
