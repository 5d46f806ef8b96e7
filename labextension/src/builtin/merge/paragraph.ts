/**
 * One paragraph that was edited: the runs that nobody touched stay as the
 * original has them, and so does what the editor does not know.
 */
import { align } from './align';
import { commentMarkOf, commentMarksIn } from './comments';
import type { DocumentObject } from './objects';
import { objectsIn, pairObjects } from './objects';
import type { Pieces } from './placeholders';
import { isMark } from './placeholders';
import { fieldDepth, textOf } from './text';
import type { Around, Carried } from './reinsert';
import { HOLDERS, placesBetween, woven } from './reinsert';
import type { Element, Xml } from './xml';

interface Item {
  element: Element;
  source: string;
  /** Where its text begins and ends in that of the paragraph. */
  from: number;
  to: number;
  /** Fields open behind it. */
  depth: number;
}

interface Placed extends DocumentObject {
  item: number;
}

/** A stretch of items of the base that gave way to items of the edited one. */
interface Gap {
  base: [number, number];
  edited: [number, number];
}

/** The content of a paragraph without its properties. */
class Line {
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

/**
 * Merge the content of a paragraph, all but its properties. `restore` writes an
 * item of the edited paragraph.
 */
export function mergeLine(
  original: [Xml, Element],
  base: [Xml, Element],
  edited: [Xml, Element],
  pieces: Pieces,
  restore: (item: Element) => string
): string {
  const o = new Line(...original);
  // The editor does not keep bookmarks in their places, nor all marks of comments.
  const own = bookmarksIn(...original);
  const [comments, others] = [original, base].map(version =>
    commentMarksIn(...version)
  );
  const alike = without(
    comments.direct,
    without(comments.direct, others.direct)
  );
  const leave = new Set([...own, ...without(others.direct, alike)]);
  const b = new Line(...base, leave);
  const e = new Line(...edited, leave);
  const apart = without(comments.all, alike);
  const pairs = pairObjects(o.objects, b.objects);
  const restored = (line: Line, from: number, to: number) =>
    line.items
      .slice(from, to)
      .map(({ element }) => restore(element))
      .join('');
  const known = bookmarksIn(...base);
  const kept = bookmarksIn(...edited);
  const deleted = new Set([...known].filter(name => !kept.has(name)));
  const rewritten = (from: number, to: number, { base, edited }: Gap) => {
    const [start, stop] = [o.position(from), o.position(to)];
    const [first, last] = edited.map(item => e.position(item));
    // One that the editor put elsewhere is not in what it wrote here.
    const here = new Map(
      [...pairs].filter(([, { item }]) => base[0] <= item && item < base[1])
    );
    const place = placesBetween(
      o.text.slice(start, stop),
      e.text.slice(first, last)
    );
    const carried = carriedIn(o, here, pieces, deleted, apart, from, to);
    return woven(
      restored(e, ...edited),
      carried.map(item => ({ ...item, at: place(item.at - start, item.side) }))
    );
  };
  if (o.text !== b.text) {
    // The editor reads this paragraph in another way: all of it is its own.
    return rewritten(0, o.items.length, {
      base: [0, b.items.length],
      edited: [0, e.items.length]
    });
  }
  let result = '';
  let done = 0;
  for (const { gap, from, to } of cutOut(o, b, e, pairs)) {
    result += o.source(done, from) + rewritten(from, to, gap);
    done = to;
  }
  return result + o.source(done, o.items.length);
}

/** What of a paragraph would go with it although nobody saw it, as runs. */
export function unknownObjects(
  original: [Xml, Element],
  base: [Xml, Element],
  pieces: Pieces
): string {
  const o = new Line(...original);
  const b = new Line(...base);
  const pairs = pairObjects(o.objects, b.objects);
  const [xml] = original;
  const carried = carriedIn(
    o,
    pairs,
    pieces,
    null,
    new Set(),
    0,
    o.items.length,
    mark => pieces.bears(xml, mark)
  );
  return woven('', carried);
}

/**
 * What the editor does not know between two items of the original, and
 * bookmarks that are not `deleted` (none at all if that is null), and the marks
 * of comments that the editor wrote `apart` from it.
 */
function carriedIn(
  o: Line,
  pairs: Map<Placed, Placed>,
  pieces: Pieces,
  deleted: ReadonlySet<string> | null,
  apart: ReadonlySet<string>,
  from: number,
  to: number,
  wanted: (mark: Element) => boolean = () => true
): Carried[] {
  const { xml } = o;
  const unknown = new Set(
    o.objects.filter(object => !pairs.has(object)).map(({ element }) => element)
  );
  const carried: Carried[] = [];
  let at = 0;
  const visit = (element: Element, inside: Around[]) => {
    const bookmark = bookmarkOf(xml, element);
    if (isMark(element)) {
      if (wanted(element)) {
        const side = pieces.side(xml, element);
        carried.push({ source: xml.slice(element), at, side, inside });
      }
    } else if (unknown.has(element)) {
      const source = xml.slice(element);
      carried.push({
        source: element.name.startsWith('m:') ? source : `<w:r>${source}</w:r>`,
        at,
        side: 'before',
        inside
      });
    } else if (apart.has(commentMarkOf(xml, element))) {
      const side = element.name === 'w:commentRangeStart' ? 'after' : 'before';
      carried.push({ source: xml.slice(element), at, side, inside });
    } else if (bookmark) {
      // In a link they are among what the editor writes itself.
      if (inside.length === 0 && deleted && !deleted.has(bookmark)) {
        const side = element.name === 'w:bookmarkStart' ? 'after' : 'before';
        carried.push({ source: xml.slice(element), at, side, inside });
      }
    } else if (HOLDERS.has(element.name) || element.name === 'w:r') {
      const { name } = element;
      const around =
        name === 'w:r'
          ? inside
          : [...inside, { name, tag: xml.startTag(element) }];
      element.children.forEach(child => visit(child, around));
    } else {
      at += textOf(xml, element).length;
      if (element.children.length > 0) {
        objectsIn(xml, element)
          .filter(object => unknown.has(object.element))
          .forEach(object => visit(object.element, inside));
      }
    }
  };
  for (const { element, from: start } of o.items.slice(from, to)) {
    at = start;
    visit(element, []);
  }
  return carried;
}

/** What changed, widened until the original can be cut there. */
function cutOut(
  o: Line,
  b: Line,
  e: Line,
  pairs: Map<Placed, Placed>
): { gap: Gap; from: number; to: number }[] {
  const sources = (line: Line) => line.items.map(({ source }) => source);
  const todo: Gap[] = align(sources(b), sources(e))
    .filter(({ same }) => !same)
    .map(({ left, right }) => ({ base: left, edited: right }));
  const done: { gap: Gap; from: number; to: number }[] = [];
  for (let index = 0; index < todo.length; index++) {
    let gap = todo[index];
    for (;;) {
      const cut = cutAround(o, b, pairs, gap);
      if (cut.from !== undefined && cut.to !== undefined) {
        done.push({ gap, from: cut.from, to: cut.to });
        break;
      }
      gap = {
        base: [...gap.base],
        edited: [...gap.edited]
      };
      if (cut.from === undefined) {
        const last = done[done.length - 1];
        if (last && last.gap.base[1] === gap.base[0]) {
          gap = join(last.gap, gap);
          done.pop();
        } else {
          gap.base[0] -= 1;
          gap.edited[0] -= 1;
        }
      } else {
        const next = todo[index + 1];
        if (next && next.base[0] === gap.base[1]) {
          gap = join(gap, next);
          index += 1;
        } else {
          gap.base[1] += 1;
          gap.edited[1] += 1;
        }
      }
    }
  }
  return done;
}

function join(first: Gap, second: Gap): Gap {
  return {
    base: [first.base[0], second.base[1]],
    edited: [first.edited[0], second.edited[1]]
  };
}

/** Between which items of the original a gap lies; undefined where it cannot be cut. */
function cutAround(
  o: Line,
  b: Line,
  pairs: Map<Placed, Placed>,
  { base: [first, last] }: Gap
): { from?: number; to?: number } {
  const inside = [...pairs]
    .filter(([, { item }]) => item >= first && item < last)
    .map(([{ item }]) => item);
  const end = o.items.length;
  // A field that the editor writes in runs may be an element in the original.
  const open = (item: number) =>
    item > 0 && item < b.items.length && b.items[item - 1].depth > 0;
  const starts = o.cuts(b.position(first));
  const ends = o.cuts(b.position(last));
  // What stands at an edge without text stays outside, unless it is meant.
  const from = [...(first === 0 ? [0] : []), ...starts]
    .filter(cut => inside.every(item => cut <= item))
    .pop();
  const to = [...ends, ...(last === b.items.length ? [end] : [])].find(
    cut => cut >= (from ?? 0) && inside.every(item => cut > item)
  );
  return {
    from: open(first) ? undefined : from,
    to: open(last) ? undefined : to
  };
}

/** Which end of which bookmark the element is; '' when it is none. */
function bookmarkOf(xml: Xml, element: Element): string {
  return /^w:bookmark(Start|End)$/.test(element.name)
    ? `${element.name} ${xml.attribute(element, 'w:id')}`
    : '';
}

function bookmarksIn(xml: Xml, paragraph: Element): Set<string> {
  return new Set(
    paragraph.children
      .map(element => bookmarkOf(xml, element))
      .filter(name => name)
  );
}

function without(a: Set<string>, b: Set<string>): Set<string> {
  return new Set([...a].filter(item => !b.has(item)));
}
