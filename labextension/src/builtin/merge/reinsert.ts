/**
 * Putting what the editor does not know back between what it wrote.
 */
import { diffArrays } from 'diff';

import type { Side } from './placeholders';
import { fieldDepth, textOf } from './text';
import type { Element } from './xml';
import { Xml } from './xml';

/** Something without text of its own that has a place in a text. */
export interface Carried {
  source: string;
  /** How much text is before it. */
  at: number;
  side: Side;
  /** The elements around it, from the outermost to the nearest. */
  inside: Around[];
}

export interface Around {
  name: string;
  tag: string;
}

/** Elements that may hold it. */
export const HOLDERS: ReadonlySet<string> = new Set([
  'w:hyperlink',
  'w:ins',
  'w:del',
  'w:moveFrom',
  'w:moveTo',
  'w:sdt',
  'w:sdtContent',
  'w:fldSimple'
]);

/** Changes that what was in them stays in. */
export const CHANGES: ReadonlySet<string> = new Set([
  'w:ins',
  'w:del',
  'w:moveFrom',
  'w:moveTo'
]);

/** So many differences are looked for before a text counts as another one. */
const MOST_EDITS = 500;

/** Where a place in one text is in the other, on this side of what is new. */
export function placesBetween(
  before: string,
  after: string
): (at: number, side: Side) => number {
  if (before === after) {
    return at => at;
  }
  const stretches = stretchesOf(before, after);
  return (at, side) => {
    const found = stretches.filter(
      ({ left }) => left[0] <= at && at <= left[1]
    );
    if (found.length === 0) {
      return after.length;
    }
    const exact = found.find(
      ({ left, right }) =>
        left[0] < at &&
        at < left[1] &&
        left[1] - left[0] === right[1] - right[0]
    );
    if (exact) {
      return exact.right[0] + at - exact.left[0];
    }
    const ends = found.map(({ left, right }) =>
      at === left[0] && at !== left[1]
        ? right[0]
        : at === left[1] && at !== left[0]
          ? right[1]
          : right[side === 'after' ? 1 : 0]
    );
    return side === 'after' ? Math.max(...ends) : Math.min(...ends);
  };
}

interface Stretch {
  left: [number, number];
  right: [number, number];
}

/** By words; what differs is alike at its beginning and end, as it may be. */
function stretchesOf(before: string, after: string): Stretch[] {
  const words = (text: string) => text.match(/[\p{L}\p{N}]+|[^]/gu) ?? [];
  const changes = diffArrays(words(before), words(after), {
    maxEditLength: MOST_EDITS
  }) ?? [
    { value: [before], added: false, removed: true },
    { value: [after], added: true, removed: false }
  ];
  const stretches: Stretch[] = [];
  let [i, j] = [0, 0];
  const push = (left: number, right: number) => {
    if (left || right) {
      stretches.push({ left: [i, i + left], right: [j, j + right] });
      i += left;
      j += right;
    }
  };
  for (let index = 0; index < changes.length; index++) {
    let [gone, come] = ['', ''];
    for (
      let change = changes[index];
      change && (change.added || change.removed);
      change = changes[++index]
    ) {
      const text = change.value.join('');
      gone += change.removed ? text : '';
      come += change.added ? text : '';
    }
    const least = Math.min(gone.length, come.length);
    let head = 0;
    while (head < least && gone[head] === come[head]) {
      head += 1;
    }
    let tail = 0;
    while (tail < least - head && gone.at(-1 - tail) === come.at(-1 - tail)) {
      tail += 1;
    }
    push(head, head);
    push(gone.length - head - tail, come.length - head - tail);
    push(tail, tail);
    const size = changes[index]?.value.join('').length ?? 0;
    push(size, size);
  }
  return stretches;
}

/** `written`, the content of a paragraph, with everything carried in its place. */
export function woven(written: string, carried: readonly Carried[]): string {
  if (carried.length === 0) {
    return written;
  }
  const xml = new Xml(`<kept:line>${written}</kept:line>`);
  const inserts: Insert[] = [];
  let least = 0;
  for (const item of carried) {
    const insert = placeIn(xml, xml.root, 0, item, least, item.inside);
    least = Math.max(least, insert.at);
    inserts.push(insert);
  }
  const edits: [number, string][] = [];
  for (const tag of new Set(inserts.map(({ spaced }) => spaced))) {
    if (tag !== undefined) {
      edits.push([tag, ' xml:space="preserve"']);
    }
  }
  for (let index = 0; index < inserts.length;) {
    const { at, before, after } = inserts[index];
    let sources = '';
    for (; index < inserts.length && inserts[index].at === at; index++) {
      sources += inserts[index].source;
    }
    edits.push([at, before + sources + after]);
  }
  let text = '';
  let done = xml.root.open;
  for (const [at, source] of edits.sort(([a], [b]) => a - b)) {
    text += xml.text.slice(done, at) + source;
    done = at;
  }
  return text + xml.text.slice(done, xml.root.close);
}

interface Insert {
  at: number;
  source: string;
  /** What ends and begins anew around it. */
  before: string;
  after: string;
  /** The end of a start tag that has to say that spaces count from now on. */
  spaced?: number;
}

function placeIn(
  xml: Xml,
  parent: Element,
  start: number,
  item: Carried,
  least: number,
  inside: Around[]
): Insert {
  const here = (at: number): Insert => ({
    at: Math.max(at, least),
    source: wrapped(item.source, inside),
    before: '',
    after: ''
  });
  let position = start;
  let depth = 0;
  for (const child of parent.children) {
    const length = textOf(xml, child).length;
    const [from, to] = [position, position + length];
    const within = from < item.at && item.at < to;
    const wanted = inside[0]?.name === child.name && length > 0;
    const touches = from <= item.at && item.at <= to;
    if (HOLDERS.has(child.name) && (within || (touches && wanted))) {
      const content = contentOf(child);
      // Not before what stands before it.
      if (content.open < content.end && content.close >= least) {
        const rest = wanted ? inside.slice(child === content ? 1 : 2) : inside;
        return placeIn(xml, content, from, item, least, rest);
      }
    }
    if (depth === 0) {
      const waits = item.side === 'after' && length === 0;
      if (item.at <= from && !waits) {
        return here(child.start);
      }
      if (within && child.name === 'w:r') {
        const insert = split(xml, child, item.at - from, here(0));
        return insert.at < least ? here(least) : insert;
      }
    }
    depth += fieldDepth(xml, child);
    position = to;
    if (depth <= 0 && item.at <= to && item.side === 'before') {
      return here(child.end);
    }
  }
  return here(parent.close);
}

function contentOf(holder: Element): Element {
  return holder.name === 'w:sdt'
    ? (holder.children.find(({ name }) => name === 'w:sdtContent') ?? holder)
    : holder;
}

/** Outside of a change, what was in one is put into one of its own. */
function wrapped(source: string, inside: Around[]): string {
  const change = inside.find(({ name }) => CHANGES.has(name));
  return change ? `${change.tag}${source}</${change.name}>` : source;
}

/** In the midst of a run. */
function split(xml: Xml, run: Element, offset: number, insert: Insert): Insert {
  const properties = run.children.find(({ name }) => name === 'w:rPr');
  const head = xml.startTag(run) + (properties ? xml.slice(properties) : '');
  let position = 0;
  for (const child of run.children) {
    const length = textOf(xml, child).length;
    const rest = offset - position;
    if (child !== properties && rest === 0) {
      return { ...insert, at: child.start, before: '</w:r>', after: head };
    }
    if (rest < length) {
      const { name } = child;
      const tag = xml.startTag(child);
      const spaced = /\sxml:space=/.test(tag) ? undefined : child.open - 1;
      const own = `<${name} xml:space="preserve">`;
      return {
        ...insert,
        at:
          child.open + rawOffset(xml.text.slice(child.open, child.close), rest),
        before: `</${name}></w:r>`,
        after: head + (spaced === undefined ? tag : own),
        spaced
      };
    }
    position += length;
  }
  return { ...insert, at: run.end };
}

/** Where a character is in text that is escaped. */
function rawOffset(raw: string, offset: number): number {
  let at = 0;
  for (let left = offset; left > 0; left--) {
    const escaped = /^&[^;]*;/.exec(raw.slice(at, at + 12));
    if (escaped) {
      const code = /^&#(x[0-9a-f]+|\d+);$/i.exec(escaped[0]);
      const value = code ? Number(code[1].replace(/^x/i, '0x')) : 0;
      left -= value > 0xffff ? 1 : 0;
      at += escaped[0].length;
    } else {
      at += 1;
    }
  }
  return at;
}
