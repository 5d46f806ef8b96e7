/**
 * XML as a tree of slices of its text, so that what nobody touched can be
 * written back byte for byte. Enough for the parts of a document: no DTDs.
 */
import { decodeEntities } from './entities';

export interface Element {
  readonly name: string;
  readonly start: number;
  /** Where its start tag ends. */
  readonly open: number;
  /** Where its end tag starts; equals `open` and `end` when it has none. */
  close: number;
  end: number;
  readonly children: Element[];
}

export class XmlError extends Error {}

const MARKUP =
  /<(?:!--[^]*?-->|\?[^]*?\?>|!\[CDATA\[[^]*?\]\]>|(\/?)([^\s/>!?]+)((?:"[^"]*"|'[^']*'|[^"'>])*)>)/g;

/** One parsed part. */
export class Xml {
  constructor(readonly text: string) {
    this.root = parse(text);
  }

  readonly root: Element;

  /** The element as it is written. */
  slice(element: Element): string {
    return this.text.slice(element.start, element.end);
  }

  startTag(element: Element): string {
    return this.text.slice(element.start, element.open);
  }

  endTag(element: Element): string {
    return this.text.slice(element.close, element.end);
  }

  attribute(element: Element, name: string): string | undefined {
    return attributeOf(this.startTag(element), name);
  }

  /** The character data directly in the element. */
  characters(element: Element): string {
    return decodeEntities(this.text.slice(element.open, element.close));
  }
}

/** The value of an attribute in a start tag. */
export function attributeOf(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}\\s*=\\s*("[^"]*"|'[^']*')`).exec(tag);
  return found ? decodeEntities(found[1].slice(1, -1)) : undefined;
}

/** All elements in document order that are not inside a skipped one. */
export function walk(
  element: Element,
  skip: ReadonlySet<string> = new Set()
): Element[] {
  const found: Element[] = [];
  const visit = (part: Element) => {
    if (!skip.has(part.name)) {
      found.push(part);
      part.children.forEach(visit);
    }
  };
  visit(element);
  return found;
}

function parse(text: string): Element {
  const stack: Element[] = [];
  let root: Element | null = null;
  for (const found of text.matchAll(MARKUP)) {
    const [all, closing, name, rest] = found;
    if (!name) {
      continue;
    }
    const end = found.index + all.length;
    if (closing) {
      const element = stack.pop();
      if (element?.name !== name) {
        throw new XmlError(`unexpected </${name}>`);
      }
      element.close = found.index;
      element.end = end;
      continue;
    }
    const element: Element = {
      name,
      start: found.index,
      open: end,
      close: end,
      end,
      children: []
    };
    const parent = stack[stack.length - 1];
    if (parent) {
      parent.children.push(element);
    } else if (root) {
      throw new XmlError('two roots');
    } else {
      root = element;
    }
    if (!rest.endsWith('/')) {
      stack.push(element);
    }
  }
  if (!root || stack.length > 0 || /<!DOCTYPE/i.test(text.slice(0, 1000))) {
    throw new XmlError('not the XML of a document');
  }
  return root;
}
