/**
 * A part of a document as the editor can show it. The editor passes over
 * elements that it does not expect where they stand, with all text in them. So
 * elements around text are taken away if the editor would not look inside, and
 * what it cannot show at all is set aside; `Pieces` puts both back. This module
 * walks through the part and its paragraphs; runs are in `flatten-run.ts`.
 */
import { fieldsShown } from './fields';
import { RunFlattener } from './flatten-run';
import { leadingPageBreak, withBreakBefore } from './page-breaks';
import type { Pieces } from './placeholders';
import { SetAside } from './set-aside';
import type { Place, Token } from './tokens';
import type { Element, Xml } from './xml';

/** A part with marks in the place of what is kept. */
export interface Flat {
  text: string;
  pieces: Pieces;
  /** Its paragraphs with marks, to what they were. */
  originals: ReadonlyMap<string, string>;
}

/** Around text without a meaning for the editor. */
const TRANSPARENT = new Set(['w:smartTag', 'w:customXml', 'w:dir', 'w:bdo']);
const INSERTIONS = ['w:ins', 'w:moveTo'];
const DELETIONS = ['w:del', 'w:moveFrom'];

/** In what each of these is not looked for, if it is in it or around it. */
const LIFTED: Record<string, Set<string>> = {
  'w:hyperlink': new Set([...INSERTIONS, ...DELETIONS, 'w:hyperlink']),
  'w:fldSimple': new Set([...INSERTIONS, ...DELETIONS, 'w:hyperlink']),
  'w:sdt': new Set([...INSERTIONS, ...DELETIONS]),
  'w:ins': new Set(DELETIONS),
  'w:moveTo': new Set(DELETIONS)
};

/** A part with everything in a place where the editor looks for it. */
export function flatten(part: Xml): Flat {
  return new Flattener(part).run();
}

class Flattener {
  constructor(private readonly _xml: Xml) {
    this._aside = new SetAside(_xml);
    this._runs = new RunFlattener(_xml, this._aside, {
      any: element => this._any(element),
      inline: (children, place) => this._inline(children, place)
    });
  }

  run(): Flat {
    const { root, text } = this._xml;
    return {
      text: text.slice(0, root.start) + this._any(root) + text.slice(root.end),
      pieces: this._aside.pieces,
      originals: this._originals
    };
  }

  /** An element that may hold paragraphs somewhere. */
  private _any(element: Element): string {
    switch (element.name) {
      case 'w:body':
        return this._around(element, children => this._blocks(children, true));
      case 'w:hdr':
      case 'w:ftr':
      case 'w:footnote':
      case 'w:endnote':
      case 'w:comment':
      case 'w:txbxContent':
        return this._around(element, children => this._blocks(children, false));
      default:
        return this._around(element, children =>
          children.map(child => this._any(child))
        );
    }
  }

  /** `element` with its content, and what stands between, as it was. */
  private _around(
    element: Element,
    inner: (children: Element[]) => string[]
  ): string {
    const { text } = this._xml;
    const written = inner(element.children);
    let result = '';
    let done = element.start;
    element.children.forEach((child, index) => {
      result += text.slice(done, child.start) + written[index];
      done = child.end;
    });
    return result + text.slice(done, element.end);
  }

  /** What holds paragraphs. `controls`: whether it may hold content controls. */
  private _blocks(children: Element[], controls: boolean): string[] {
    return children.map(child => {
      switch (child.name) {
        case 'w:p':
          return this._paragraph(child);
        case 'w:tbl':
          return this._around(child, rows => this._rows(rows));
        case 'w:sdt':
          return controls
            ? this._around(child, parts =>
                parts.map(part =>
                  part.name === 'w:sdtContent'
                    ? this._around(part, inner => this._blocks(inner, true))
                    : this._xml.slice(part)
                )
              )
            : this._aside.unwrapped(child, 'block', inner =>
                this._blocks(inner, controls).join('')
              );
        case 'w:customXml':
          return this._aside.unwrapped(child, 'block', inner =>
            this._blocks(inner, controls).join('')
          );
        default:
          return this._aside.other(child, 'block');
      }
    });
  }

  private _rows(children: Element[]): string[] {
    return children.map(child => {
      switch (child.name) {
        case 'w:tr':
          return this._around(child, cells => this._cells(cells));
        case 'w:sdt':
        case 'w:customXml':
          return this._aside.unwrapped(child, 'row', inner =>
            this._rows(inner).join('')
          );
        default:
          return this._aside.other(child, 'row');
      }
    });
  }

  private _cells(children: Element[]): string[] {
    return children.map(child => {
      switch (child.name) {
        case 'w:tc':
          return this._around(child, inner => this._blocks(inner, false));
        case 'w:sdt':
        case 'w:customXml':
          return this._aside.unwrapped(child, 'cell', inner =>
            this._cells(inner).join('')
          );
        default:
          return this._aside.other(child, 'cell');
      }
    });
  }

  private _paragraph(paragraph: Element): string {
    const source = this._xml.slice(paragraph);
    const page = leadingPageBreak(this._xml, paragraph);
    const inner = this._inline(
      paragraph.children.filter(child => child !== page),
      'paragraph'
    );
    const own = this._text(inner, 'paragraph');
    const text =
      this._xml.startTag(paragraph) +
      (page ? this._onNewPage(paragraph, own) : own) +
      this._xml.endTag(paragraph);
    if (text !== source) {
      this._originals.set(text, source);
    }
    return text;
  }

  /**
   * The content of a paragraph that is put on a new page, as the editor does
   * it. A pair of marks tells that it was another way.
   */
  private _onNewPage(paragraph: Element, content: string): string {
    const properties = paragraph.children.find(({ name }) => name === 'w:pPr');
    const own = properties ? this._xml.slice(properties) : '';
    const [open, close] = this._aside.pieces.add({
      kind: 'pair',
      open: '',
      close: '',
      level: 'inline',
      bearing: false
    });
    return withBreakBefore(own) + open + close + content.slice(own.length);
  }

  private _text(tokens: Token[], place: Place): string {
    return fieldsShown(tokens, place, this._aside.pieces)
      .map(({ text }) => text)
      .join('');
  }

  private _inline(children: Element[], place: Place): Token[] {
    return children.flatMap(child => this._child(child, place));
  }

  private _child(child: Element, place: Place): Token[] {
    const { name } = child;
    if (name === 'w:r') {
      return this._runs.run(child, place);
    }
    const top = place === 'paragraph' || place === 'control';
    let inside: Place | null = null;
    if (name === 'w:hyperlink' && (top || place === 'insertion')) {
      inside = 'link';
    } else if (name === 'w:fldSimple' && top) {
      inside = 'link';
    } else if (name === 'w:sdt' && top) {
      inside = 'control';
    } else if (INSERTIONS.includes(name) && place === 'paragraph') {
      inside = 'insertion';
    } else if (DELETIONS.includes(name) && place === 'paragraph') {
      inside = 'deletion';
    }
    if (inside && !lifts(child, LIFTED[name] ?? new Set())) {
      return [this._aside.token(child, this._kept(child, inside))];
    }
    if (TRANSPARENT.has(name) || name in LIFTED || DELETIONS.includes(name)) {
      return this._aside.unwrap(
        child,
        'inline',
        name === 'w:fldSimple',
        inner => this._inline(inner, place)
      );
    }
    const math = name === 'm:oMath' || name === 'm:oMathPara';
    if (math && top) {
      return [this._aside.token(child, this._xml.slice(child))];
    }
    if (RANGES.test(name)) {
      const source = this._xml.slice(child);
      return [
        this._aside.token(child, this._aside.whole(source, 'inline', true))
      ];
    }
    return [this._aside.token(child, this._aside.other(child, 'inline'))];
  }

  /** An element in a paragraph that the editor looks into. */
  private _kept(element: Element, place: Place): string {
    if (element.name !== 'w:sdt') {
      const { children } = element;
      return children.length === 0
        ? this._xml.slice(element)
        : this._xml.startTag(element) +
            this._text(this._inline(children, place), place) +
            this._xml.endTag(element);
    }
    return this._around(element, parts =>
      parts.map(part =>
        part.name === 'w:sdtContent' && part.children.length > 0
          ? this._xml.startTag(part) +
            this._text(this._inline(part.children, place), place) +
            this._xml.endTag(part)
          : this._xml.slice(part)
      )
    );
  }

  private readonly _aside: SetAside;
  private readonly _runs: RunFlattener;
  private readonly _originals = new Map<string, string>();
}

/** In paragraphs, without text, and not written again by the editor. */
const RANGES =
  /^w:(?:perm(?:Start|End)|subDoc|customXml\w+Range(?:Start|End))$/;

/** Whether there is something in it that the editor would not find there. */
function lifts(element: Element, names: ReadonlySet<string>): boolean {
  return element.children.some(
    child =>
      names.has(child.name) ||
      ((TRANSPARENT.has(child.name) ||
        child.name in LIFTED ||
        child.name === 'w:sdtContent') &&
        lifts(child, names))
  );
}
