/**
 * A part of a document as the editor can show it. The editor passes over
 * elements that it does not expect where they stand, with all text in them. So
 * elements around text are taken away if the editor would not look inside, and
 * what it cannot show at all is set aside; `Pieces` puts both back.
 */
import { fieldsShown } from './fields';
import type { Level } from './placeholders';
import { Pieces } from './placeholders';
import { objectsIn } from './objects';
import { hasText } from './text';
import type { Element } from './xml';
import { Xml } from './xml';

/** A part with marks in the place of what is kept. */
export interface Flat {
  text: string;
  pieces: Pieces;
  /** Its paragraphs with marks, to what they were. */
  originals: ReadonlyMap<string, string>;
}

/** Something in a paragraph, as it is shown. */
export interface Token {
  text: string;
  /** As it was written. */
  source: string;
  name: string;
  field?: 'begin' | 'separate' | 'end' | 'code';
}

/** Where runs stand. */
export type Place = 'paragraph' | 'control' | 'insertion' | 'deletion' | 'link';

/** Around text without a meaning for the editor. */
const TRANSPARENT = new Set(['w:smartTag', 'w:customXml', 'w:dir', 'w:bdo']);
const INSERTIONS = ['w:ins', 'w:moveTo'];
const DELETIONS = ['w:del', 'w:moveFrom'];

/** By the first of these, what is not content ends. */
const PROPERTIES = new Set(['w:smartTagPr', 'w:customXmlPr']);

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
  constructor(private readonly _xml: Xml) {}

  run(): Flat {
    const { root, text } = this._xml;
    return {
      text: text.slice(0, root.start) + this._any(root) + text.slice(root.end),
      pieces: this._pieces,
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
            : this._unwrapped(child, 'block', inner =>
                this._blocks(inner, controls).join('')
              );
        case 'w:customXml':
          return this._unwrapped(child, 'block', inner =>
            this._blocks(inner, controls).join('')
          );
        default:
          return this._other(child, 'block');
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
          return this._unwrapped(child, 'row', inner =>
            this._rows(inner).join('')
          );
        default:
          return this._other(child, 'row');
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
          return this._unwrapped(child, 'cell', inner =>
            this._cells(inner).join('')
          );
        default:
          return this._other(child, 'cell');
      }
    });
  }

  private _paragraph(paragraph: Element): string {
    const source = this._xml.slice(paragraph);
    const page = this._breakBefore(paragraph);
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

  /** The run with nothing but a page break with which a paragraph begins. */
  private _breakBefore(paragraph: Element): Element | undefined {
    const first = paragraph.children.find(
      ({ name }) => !/^w:(?:pPr|proofErr|bookmark(?:Start|End))$/.test(name)
    );
    const own = first?.children.filter(
      ({ name }) => !/^w:(?:rPr|lastRenderedPageBreak)$/.test(name)
    );
    return first?.name === 'w:r' &&
      own?.length === 1 &&
      own[0].name === 'w:br' &&
      this._xml.attribute(own[0], 'w:type') === 'page'
      ? first
      : undefined;
  }

  /**
   * The content of a paragraph that is put on a new page, as the editor does
   * it. A pair of marks tells that it was another way.
   */
  private _onNewPage(paragraph: Element, content: string): string {
    const properties = paragraph.children.find(({ name }) => name === 'w:pPr');
    const own = properties ? this._xml.slice(properties) : '';
    const [open, close] = this._pieces.add({
      kind: 'pair',
      open: '',
      close: '',
      level: 'inline',
      bearing: false
    });
    return withBreakBefore(own) + open + close + content.slice(own.length);
  }

  private _text(tokens: Token[], place: Place): string {
    return fieldsShown(tokens, place, this._pieces)
      .map(({ text }) => text)
      .join('');
  }

  private _inline(children: Element[], place: Place): Token[] {
    return children.flatMap(child => this._child(child, place));
  }

  private _child(child: Element, place: Place): Token[] {
    const { name } = child;
    if (name === 'w:r') {
      return this._run(child, place);
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
      return [this._token(child, this._kept(child, inside))];
    }
    if (TRANSPARENT.has(name) || name in LIFTED || DELETIONS.includes(name)) {
      return this._unwrap(child, 'inline', name === 'w:fldSimple', inner =>
        this._inline(inner, place)
      );
    }
    const math = name === 'm:oMath' || name === 'm:oMathPara';
    if (math && top) {
      return [this._token(child, this._xml.slice(child))];
    }
    if (RANGES.test(name)) {
      const source = this._xml.slice(child);
      return [this._token(child, this._whole(source, 'inline', true))];
    }
    return [this._token(child, this._other(child, 'inline'))];
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

  /** A run: what is in it, one kind after the other. */
  private _run(run: Element, place: Place): Token[] {
    const own = run.children.filter(({ name }) => name !== 'w:rPr');
    const kinds = own.map(child => kindOf(this._xml, child, place));
    const alone = new Set(kinds).size === 1 && !ALONE.has(kinds[0]);
    if (own.length === 0 || (alone && kinds[0] === 'shown')) {
      return [this._token(run, this._any(run))];
    }
    const properties = run.children.find(({ name }) => name === 'w:rPr');
    const head =
      this._xml.startTag(run) + (properties ? this._xml.slice(properties) : '');
    const tail = '</w:r>';
    const tokens: Token[] = [];
    for (let index = 0; index < own.length;) {
      const kind = kinds[index];
      let stop = index + 1;
      while (stop < own.length && kinds[stop] === kind && !ALONE.has(kind)) {
        stop += 1;
      }
      const children = own.slice(index, stop);
      const source = children.map(child => this._xml.slice(child)).join('');
      const token = { source: head + source + tail, name: 'w:r' };
      if (kind === 'shown') {
        const shown = children.map(child => this._any(child)).join('');
        tokens.push({ ...token, text: head + shown + tail });
      } else if (kind === 'hidden' || kind === 'dropped') {
        const empty = kind === 'dropped';
        tokens.push({
          ...token,
          text: this._whole(token.source, 'inline', empty)
        });
      } else if (kind === 'ruby') {
        tokens.push(...this._ruby(children[0], place, head, tail));
      } else if (kind === 'fallback') {
        tokens.push(...this._fallback(children[0], head, tail));
      } else if (kind === 'sign') {
        tokens.push(...this._sign(children[0], head, tail));
      } else {
        tokens.push({ ...token, text: token.source, field: kind });
      }
      index = stop;
    }
    return tokens;
  }

  /** Text with its pronunciation above: the text is shown. */
  private _ruby(
    ruby: Element,
    place: Place,
    head: string,
    tail: string
  ): Token[] {
    const { text } = this._xml;
    const base = ruby.children.find(
      ({ name }) => name === 'w:rubyBase'
    ) as Element;
    return this._pair(
      head + text.slice(ruby.start, base.open),
      text.slice(base.close, ruby.end) + tail,
      'inline',
      true,
      this._inline(base.children, place)
    );
  }

  /** What stands for a sign that only newer programs know. */
  private _fallback(element: Element, head: string, tail: string): Token[] {
    const { text } = this._xml;
    const fallback = element.children.find(
      ({ name }) => name === 'mc:Fallback'
    ) as Element;
    const shown = text.slice(fallback.open, fallback.close);
    return this._instead(element, shown, head, head, tail);
  }

  /** A sign that is an element of its own: shown as a character. */
  private _sign(sign: Element, head: string, tail: string): Token[] {
    const { font, text } = characterOf(this._xml, sign);
    const own = font === undefined ? head : inFont(head, font);
    return this._instead(sign, `<w:t>${text}</w:t>`, own, head, tail);
  }

  /** A run with `shown` in the place of an element. */
  private _instead(
    element: Element,
    shown: string,
    head: string,
    ownHead: string,
    tail: string
  ): Token[] {
    const source = this._xml.slice(element);
    const [open, close] = this._pieces.add({
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

  private _unwrapped(
    element: Element,
    level: Level,
    inner: (children: Element[]) => string
  ): string {
    return this._unwrap(element, level, false, children => [
      { text: inner(children), source: '', name: '' }
    ])
      .map(({ text }) => text)
      .join('');
  }

  /** The content of an element, between marks for its ends. */
  private _unwrap(
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
      return [this._token(element, this._xml.slice(element))];
    }
    const properties = content.children.filter(({ name }) =>
      PROPERTIES.has(name)
    );
    const from = properties[properties.length - 1]?.end ?? content.open;
    return this._pair(
      text.slice(element.start, from),
      text.slice(content.close, element.end),
      level,
      bearing,
      inner(content.children.slice(properties.length))
    );
  }

  private _pair(
    open: string,
    close: string,
    level: Level,
    bearing: boolean,
    inner: Token[]
  ): Token[] {
    const [before, after] = this._pieces.add({
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

  private _token(element: Element, text: string): Token {
    return { text, source: this._xml.slice(element), name: element.name };
  }

  /** Something that is not looked into: hidden if there is text in it. */
  private _other(element: Element, level: Level): string {
    return hasText(this._xml, element)
      ? this._whole(this._xml.slice(element), level)
      : this._xml.slice(element);
  }

  private _whole(source: string, level: Level, empty = false): string {
    return this._pieces.add({
      kind: 'whole',
      source,
      level,
      side: 'before',
      empty
    })[0];
  }

  private readonly _pieces = new Pieces();
  private readonly _originals = new Map<string, string>();
}

type Kind =
  | 'shown'
  | 'hidden'
  | 'dropped'
  | 'sign'
  | 'ruby'
  | 'fallback'
  | 'begin'
  | 'separate'
  | 'end'
  | 'code';

const ALONE: ReadonlySet<Kind> = new Set<Kind>([
  'ruby',
  'fallback',
  'sign',
  'begin',
  'separate',
  'end'
]);

/** What the editor makes of something in a run. */
function kindOf(xml: Xml, child: Element, place: Place): Kind {
  switch (child.name) {
    case 'w:t':
    case 'w:drawing':
    case 'w:pict':
    case 'w:object':
      return 'shown';
    case 'w:delText':
      return place === 'deletion' ? 'shown' : 'hidden';
    case 'w:instrText':
    case 'w:delInstrText':
      return 'code';
    case 'w:fldChar': {
      const type = xml.attribute(child, 'w:fldCharType');
      return type === 'begin' || type === 'separate' ? type : 'end';
    }
    case 'w:ruby':
      return child.children.some(({ name }) => name === 'w:rubyBase')
        ? 'ruby'
        : 'hidden';
    case 'mc:AlternateContent':
      if (objectsIn(xml, child).length > 0) {
        return 'shown';
      }
      return isFallback(xml, child) ? 'fallback' : 'hidden';
    case 'w:noBreakHyphen':
    case 'w:softHyphen':
      return 'sign';
    case 'w:sym':
      return xml.attribute(child, 'w:char') ? 'sign' : 'dropped';
    case 'w:br':
      return xml.attribute(child, 'w:type') === 'column' ? 'dropped' : 'shown';
    default:
      if (hasText(xml, child)) {
        return 'hidden';
      }
      return DROPPED.has(child.name) ? 'dropped' : 'shown';
  }
}

/** In runs, without text, and not written again by the editor. */
const DROPPED = new Set(
  (
    'annotationRef contentPart continuationSeparator dayLong dayShort endnoteRef footnoteRef monthLong monthShort ' +
    'pgNum ptab separator yearLong yearShort'
  )
    .split(' ')
    .map(name => `w:${name}`)
);

/** The same in paragraphs. */
const RANGES =
  /^w:(?:perm(?:Start|End)|subDoc|customXml\w+Range(?:Start|End))$/;

/** Fonts whose signs are in the private area from U+F000 on. */
const SYMBOL_FONTS = /^(?:Symbol|Webdings|Wingdings(?: [23])?)$/i;

const BREAK_BEFORE = '<w:pageBreakBefore/>';

/** What stands before it in the properties of a paragraph. */
const BEFORE_BREAK =
  /^<w:pPr(?:\s[^>]*)?>(?:<w:(?:pStyle|keepNext|keepLines)\b[^>]*\/>)*/;

function withBreakBefore(properties: string): string {
  if (/<w:pageBreakBefore\b/.test(properties)) {
    return properties;
  }
  const first = BEFORE_BREAK.exec(properties)?.[0];
  return first && !properties.endsWith('/>')
    ? first + BREAK_BEFORE + properties.slice(first.length)
    : `<w:pPr>${BREAK_BEFORE}</w:pPr>`;
}

/** The character that is like a sign, and the font that it needs, if any. */
function characterOf(xml: Xml, sign: Element): { text: string; font?: string } {
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
function inFont(head: string, font: string): string {
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

/** Whether what older programs show in its place is just text. */
function isFallback(xml: Xml, element: Element): boolean {
  const plain = ['w:t', 'w:tab', 'w:sym'];
  return element.children.every(child =>
    child.name === 'mc:Fallback'
      ? child.children.length > 0 &&
        child.children.every(({ name }) => plain.includes(name))
      : !hasText(xml, child)
  );
}

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
