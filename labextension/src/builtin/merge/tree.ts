/**
 * Three-way merge of one part of a document: the original, what the editor
 * wrote right after it had read the original (the base), and what it writes
 * now. Where base and edited agree, the original stands, byte for byte.
 */
import { withoutLooseBookmarks } from './bookmarks';
import { withCommentMarks } from './comments';
import type { Flat } from './flatten';
import { flatten } from './flatten';
import type { ObjectKind } from './objects';
import { objectsIn, pairObjects } from './objects';
import { sorted } from './order';
import { mergeLine, unknownObjects } from './paragraph';
import { isMark } from './placeholders';
import { CHANGES } from './reinsert';
import { Restorer } from './restore';
import type { Unit } from './steps';
import { stepsOf, touchedGroups, unitsOf } from './steps';
import type { Element } from './xml';
import { attributeOf, Xml, XmlError } from './xml';

/** What may hold a paragraph more. */
const BLOCKS: ReadonlySet<string> = new Set([
  'w:body',
  'w:hdr',
  'w:ftr',
  'w:footnote',
  'w:endnote',
  'w:comment',
  'w:tc',
  'w:sdtContent',
  'w:txbxContent'
]);

/**
 * What the editor wrote, as the schema wants it: it puts where pages ended last
 * before the properties of runs, and writes the name of an attribute wrongly.
 */
function mended(text: string): string {
  return text
    .replace(/<w:lastRenderedPageBreak\s*\/>/g, '')
    .replace(/\sw:csTheme=/g, ' w:cstheme=');
}

export class PartMerge {
  constructor(original: string, base: string, edited: string) {
    this._original = new Xml(original);
    this._flat = flatten(this._original);
    const { text } = this._flat;
    this._o = text === original ? this._original : new Xml(text);
    this._b = new Xml(mended(base));
    this._e = new Xml(mended(edited));
    this._restorer = new Restorer(this._o, this._b);
  }

  /** What could not be kept, because it stood in what was rewritten. */
  readonly lost = new Set<ObjectKind>();

  /** Throws XmlError when the parts do not go together. */
  run(): string {
    const { root } = this._o;
    const head = this._o.text.slice(0, root.start);
    const tail = this._o.text.slice(root.end);
    if (root.name !== this._b.root.name || root.name !== this._e.root.name) {
      throw new XmlError('the roots differ');
    }
    const inner = this._children(root, this._b.root, this._e.root);
    const text = `${head}${this._rootTag()}${inner}</${root.name}>${tail}`;
    const { pieces, originals } = this._flat;
    const restored = pieces.restored(text, originals);
    const bookmarked = withoutLooseBookmarks(restored, this._original);
    return withCommentMarks(bookmarked, this._b, this._e);
  }

  private _node(o: Element, b: Element, e: Element): string {
    if (this._b.slice(b) === this._e.slice(e)) {
      return this._o.slice(o);
    }
    if (o.name !== b.name || o.name !== e.name) {
      this._lose([o], [b]);
      return this._hidden([o], null) + this._e.slice(e);
    }
    if (o.name === 'w:p') {
      return this._paragraph(o, b, e);
    }
    const leaf = ![o, b, e].some(({ children }) => children.length > 0);
    if (leaf || o.name === 'w:r') {
      this._lose([o], [b]);
      return this._e.slice(e);
    }
    return this._wrap(o, b, e, this._children(o, b, e));
  }

  private _paragraph(o: Element, b: Element, e: Element): string {
    const properties = ({ children }: Element): Element | undefined =>
      children.find(({ name }) => name === 'w:pPr');
    const [op, bp, ep] = [properties(o), properties(b), properties(e)];
    let own = '';
    if ((bp && this._b.slice(bp)) === (ep && this._e.slice(ep))) {
      own = op ? this._o.slice(op) : '';
    } else if (ep) {
      own = op && bp ? this._node(op, bp, ep) : this._e.slice(ep);
    }
    const formats = this._restorer.formats(o, b);
    const line = mergeLine(
      [this._o, o],
      [this._b, b],
      [this._e, e],
      this._flat.pieces,
      item => this._restorer.restore(this._e, item, formats)
    );
    return this._wrap(o, b, e, own + line);
  }

  /** The element around its merged content. */
  private _wrap(o: Element, b: Element, e: Element, inner: string): string {
    const tag =
      this._b.startTag(b) === this._e.startTag(e)
        ? this._o.startTag(o)
        : this._e.startTag(e);
    return `${tag.replace(/\s*\/>$/, '>')}${inner}</${o.name}>`;
  }

  private _children(o: Element, b: Element, e: Element): string {
    const units = unitsOf(this._o, o.children, this._b, b.children);
    const unitOf = new Map<number, number>();
    units.forEach(({ base }, unit) =>
      base.forEach(index => unitOf.set(index, unit))
    );
    const steps = stepsOf(this._b, b.children, this._e, e.children);
    const sizes = new Map<number, number>();
    units.forEach(({ group }) => sizes.set(group, (sizes.get(group) ?? 0) + 1));
    const touched = touchedGroups(steps, units, unitOf);
    const pieces: [string, string][] = [];
    const written = new Set<number>();
    let next = 0;
    const original = (unit: number) => {
      if (!written.has(unit)) {
        written.add(unit);
        for (const index of units[unit].original) {
          const child = o.children[index];
          pieces.push([child.name, this._o.slice(child)]);
        }
      }
    };
    /** What the base lacks before `unit` is written whatever happens. */
    const advance = (unit: number) => {
      for (; next < unit; next++) {
        if (units[next].base.length === 0) {
          original(next);
        }
      }
    };
    for (const step of steps) {
      if (step.kind === 'insert') {
        const child = e.children[step.edited];
        pieces.push([child.name, this._written(child)]);
        continue;
      }
      const index = unitOf.get(step.base) as number;
      advance(index);
      const unit = units[index];
      const single = unit.original.length === 1 && unit.base.length === 1;
      const bChild = b.children[step.base];
      if (step.kind === 'delete') {
        if (single) {
          pieces.push([
            bChild.name,
            this._rescue(o.children[unit.original[0]], bChild, o)
          ]);
        } else if (!written.has(index)) {
          written.add(index);
          pieces.push(['', this._loseUnit(unit, o, b)]);
        }
        continue;
      }
      const eChild = e.children[step.edited];
      if (!touched.has(unit.group)) {
        original(index);
        continue;
      }
      if (single && sizes.get(unit.group) === 1) {
        const own = o.children[unit.original[0]];
        pieces.push([eChild.name, this._node(own, bChild, eChild)]);
      } else {
        if (!written.has(index)) {
          written.add(index);
          pieces.push(['', this._loseUnit(unit, o, b)]);
        }
        pieces.push([eChild.name, this._written(eChild)]);
      }
    }
    advance(units.length);
    return sorted(o.name, pieces).join('');
  }

  /** What the user could not see in a deleted child is not deleted with it. */
  private _rescue(o: Element, b: Element, parent: Element): string {
    if (o.name !== 'w:p') {
      this._lose([o], [b]);
      return this._hidden([o], parent);
    }
    const objects = unknownObjects(
      [this._o, o],
      [this._b, b],
      this._flat.pieces
    );
    return objects && `<w:p>${objects}</w:p>`;
  }

  private _loseUnit(unit: Unit, o: Element, b: Element): string {
    const own = unit.original.map(index => o.children[index]);
    this._lose(
      own,
      unit.base.map(index => b.children[index])
    );
    return this._hidden(own, o);
  }

  /** The pieces with text in what is rewritten in `parent`, so that they stay. */
  private _hidden(elements: Element[], parent: Element | null): string {
    const { pieces } = this._flat;
    let [blocks, runs] = ['', ''];
    const visit = (element: Element, change: Element | null) => {
      if (!isMark(element)) {
        const own = CHANGES.has(element.name) ? element : change;
        element.children.forEach(child => visit(child, own));
      } else if (pieces.bears(this._o, element)) {
        const source = this._o.slice(element);
        if (pieces.of(this._o, element).level !== 'inline') {
          blocks += source;
        } else {
          runs += change
            ? `${this._o.startTag(change)}${source}${this._o.endTag(change)}`
            : source;
        }
      }
    };
    elements.forEach(element => visit(element, null));
    if (!BLOCKS.has(parent?.name ?? '') && (blocks || runs)) {
      this.lost.add('text');
      return '';
    }
    return blocks + (runs && `<w:p>${runs}</w:p>`);
  }

  private _lose(o: Element[], b: Element[]): void {
    const objects = o.flatMap(element => objectsIn(this._o, element));
    const known = b.flatMap(element => objectsIn(this._b, element));
    const pairs = pairObjects(objects, known);
    for (const object of objects) {
      if (!pairs.has(object)) {
        this.lost.add(object.kind);
      }
    }
  }

  /** The root of the original, with the prefixes that the editor uses. */
  private _rootTag(): string {
    let tag = this._o.startTag(this._o.root).replace(/\s*\/>$/, '>');
    const other = this._e.startTag(this._e.root);
    for (const [, name, value] of other.matchAll(
      /\s(xmlns(?::[\w.-]+)?)\s*=\s*("[^"]*"|'[^']*')/g
    )) {
      const own = attributeOf(tag, name);
      if (own === undefined) {
        tag = tag.replace(/>$/, ` ${name}=${value}>`);
      } else if (own !== value.slice(1, -1)) {
        throw new XmlError(`${name} has two meanings`);
      }
    }
    const ignorable = attributeOf(other, 'mc:Ignorable')?.split(/\s+/) ?? [];
    const own = attributeOf(tag, 'mc:Ignorable');
    if (own === undefined) {
      return ignorable.length > 0
        ? tag.replace(/>$/, ` mc:Ignorable="${ignorable.join(' ')}">`)
        : tag;
    }
    const all = [...new Set([...own.split(/\s+/), ...ignorable])].join(' ');
    return tag.replace(
      /(\smc:Ignorable\s*=\s*)("[^"]*"|'[^']*')/,
      `$1"${all}"`
    );
  }

  /** Something of the edited version that the original has no place for. */
  private _written(e: Element): string {
    return this._restorer.restore(this._e, e);
  }

  private readonly _restorer: Restorer;
  private readonly _flat: Flat;
  private readonly _original: Xml;
  private readonly _o: Xml;
  private readonly _b: Xml;
  private readonly _e: Xml;
}
