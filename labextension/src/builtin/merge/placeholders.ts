/**
 * What the editor cannot show, taken out of a part before the editor reads it,
 * and put back when the part is written. Empty elements stand in its place
 * meanwhile: `kept:whole` for something hidden, `kept:open` and `kept:close`
 * for the two ends of an element whose content is shown.
 */
import type { Element } from './xml';
import { Xml } from './xml';

export interface Whole {
  kind: 'whole';
  /** As it was written. */
  source: string;
  level: Level;
  /** On which side of its place the text is that it belongs to. */
  side: Side;
  /** There is no text in it: it goes with the text around it. */
  empty?: boolean;
}

export interface Pair {
  kind: 'pair';
  open: string;
  close: string;
  level: Level;
  /** Whether there is text in its ends: then they stay without content, too. */
  bearing: boolean;
  /** A run with only `shown` in it stands for one with `source` in it. */
  instead?: { shown: string; source: string };
}

export type Piece = Whole | Pair;

/** Among what it stands: runs, paragraphs, rows or cells. */
export type Level = 'inline' | 'block' | 'row' | 'cell';

export type Side = 'before' | 'after';

const NAME = /^kept:(whole|open|close)$/;
const MARK = /<kept:(?:whole|open|close) n="\d+"\/>/g;

export class Pieces {
  /** What stands for it, with the place of its content between both. */
  add(piece: Piece): [string, string] {
    const n = this._all.push(piece) - 1;
    return piece.kind === 'whole'
      ? [`<kept:whole n="${n}"/>`, '']
      : [`<kept:open n="${n}"/>`, `<kept:close n="${n}"/>`];
  }

  of(xml: Xml, mark: Element): Piece {
    return this._all[numberOf(xml, mark)];
  }

  /** Whether text would go with the mark. */
  bears(xml: Xml, mark: Element): boolean {
    const piece = this.of(xml, mark);
    return piece.kind === 'whole' ? !piece.empty : piece.bearing;
  }

  /** On which side of the mark the text is that it belongs to. */
  side(xml: Xml, mark: Element): Side {
    const piece = this.of(xml, mark);
    if (piece.kind === 'whole') {
      return piece.side;
    }
    return mark.name === 'kept:open' ? 'after' : 'before';
  }

  /**
   * `text` with everything in the place of its marks. Where the ends of an
   * element do not belong together any more, only its content is left.
   * `originals` are elements that are known as they were.
   */
  restored(text: string, originals: ReadonlyMap<string, string>): string {
    if (this._all.length === 0) {
      return text;
    }
    const xml = new Xml(text);
    const write = (element: Element): string => {
      const source = xml.slice(element);
      if (!source.includes('<kept:')) {
        return source;
      }
      const original = originals.get(source);
      if (original !== undefined) {
        return original;
      }
      return (
        xml.startTag(element) +
        this._content(xml, element, write) +
        xml.endTag(element)
      );
    };
    return (
      text.slice(0, xml.root.start) + write(xml.root) + text.slice(xml.root.end)
    );
  }

  private _content(
    xml: Xml,
    parent: Element,
    write: (element: Element) => string
  ): string {
    const out: string[] = [];
    const stack: { n: number; at: number }[] = [];
    let done = parent.open;
    /** An end without the other: text in it is not lost. */
    const torn = (n: number) => {
      const piece = this._all[n] as Pair;
      return piece.bearing ? piece.open + piece.close : '';
    };
    for (const child of parent.children) {
      out.push(xml.text.slice(done, child.start));
      done = child.end;
      if (!isMark(child)) {
        out.push(write(child));
        continue;
      }
      const n = numberOf(xml, child);
      const piece = this._all[n];
      if (piece.kind === 'whole') {
        out.push(piece.source);
      } else if (child.name === 'kept:open') {
        stack.push({ n, at: out.push('') - 1 });
      } else if (stack.some(open => open.n === n)) {
        let open = stack.pop() as { n: number; at: number };
        for (; open.n !== n; open = stack.pop() as { n: number; at: number }) {
          out[open.at] = torn(open.n);
        }
        const inner = out.slice(open.at + 1).join('');
        if (piece.instead) {
          const source = insteadOf(inner, piece.instead);
          out.splice(open.at + 1, Infinity, source);
        } else if (piece.bearing || inner) {
          out[open.at] = piece.open;
          out.push(piece.close);
        }
      }
    }
    for (const { n, at } of stack) {
      out[at] = torn(n);
    }
    return out.join('') + xml.text.slice(done, parent.close);
  }

  private readonly _all: Piece[] = [];
}

export function isMark(element: Element): boolean {
  return NAME.test(element.name);
}

/** What the editor is given: without the marks. */
export function withoutMarks(text: string): string {
  return text.replace(MARK, '');
}

/** `run` with the source of what it shows, if it shows nothing else. */
function insteadOf(
  run: string,
  { shown, source }: { shown: string; source: string }
): string {
  const found =
    /^(<w:r(?:\s[^>]*)?>(?:<w:rPr>[^]*?<\/w:rPr>)?)([^]*)<\/w:r>$/.exec(run);
  const plain = (text: string) => text.replaceAll(' xml:space="preserve"', '');
  return found && plain(found[2]) === plain(shown)
    ? `${found[1]}${source}</w:r>`
    : run;
}

function numberOf(xml: Xml, mark: Element): number {
  return Number(xml.attribute(mark, 'n'));
}
