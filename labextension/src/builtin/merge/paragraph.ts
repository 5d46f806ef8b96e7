/**
 * One paragraph that was edited: the runs that nobody touched stay as the
 * original has them, and so does what the editor does not know.
 */
import type { Gap } from './changed-stretches';
import { cutOut } from './changed-stretches';
import { commentMarkOf, commentMarksIn } from './comments';
import type { Placed } from './line';
import { bookmarkOf, bookmarksIn, Line } from './line';
import { objectsIn, pairObjects } from './objects';
import type { Pieces } from './placeholders';
import { isMark } from './placeholders';
import type { Around, Carried } from './reinsert';
import { HOLDERS, placesBetween, woven } from './reinsert';
import { textOf } from './text';
import type { Element, Xml } from './xml';

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

function without(a: Set<string>, b: Set<string>): Set<string> {
  return new Set([...a].filter(item => !b.has(item)));
}
