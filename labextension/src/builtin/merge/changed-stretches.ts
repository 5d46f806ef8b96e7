/**
 * What changed in a paragraph, as stretches that can be cut out of the original:
 * not inside a field, and with what the editor knows either in them or outside.
 */
import { align } from './align';
import type { Line, Placed } from './line';

/** A stretch of items of the base that gave way to items of the edited one. */
export interface Gap {
  base: [number, number];
  edited: [number, number];
}

/** What changed, widened until the original can be cut there. */
export function cutOut(
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
