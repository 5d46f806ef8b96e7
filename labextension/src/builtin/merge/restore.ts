/**
 * Finds again, in what the editor wrote, what it had read: it writes fonts and
 * sizes of styles into every run, and other pictures for objects it half knows.
 */
import { align, range } from './align';
import { objectsIn, pairObjects } from './objects';
import { HIDDEN } from './objects';
import { signOf, textOf } from './text';
import type { Element, Xml } from './xml';
import { walk } from './xml';

/** What the base wrote, to what the original had in its place. */
type Formats = Map<string, string>;

/** The editor writes tabs and the like without the properties of their run. */
function keyOf(run: Element, format: string): string {
  const isText = run.children.some(({ name }) =>
    /^w:(?:t|delText)$/.test(name)
  );
  return isText ? format : `no text ${format}`;
}

/** Properties that runs of the base have, with those of the original. */
function formatsOf(o: Run[], b: Run[]): Formats {
  const formats: Formats = new Map();
  for (const run of b) {
    const own = o.find(({ from, to }) => from <= run.from && run.from < to);
    const key = keyOf(run.element, run.format);
    if (own && !formats.has(key)) {
      formats.set(key, own.format);
    }
  }
  return formats;
}

interface Run {
  element: Element;
  format: string;
  from: number;
  to: number;
}

function runsOf(xml: Xml, paragraph: Element): Run[] {
  let length = 0;
  const runs: Run[] = [];
  for (const element of walk(paragraph, HIDDEN)) {
    if (element.name === 'w:r') {
      const from = length;
      length += textOf(xml, element).length;
      runs.push({ element, format: format(xml, element), from, to: length });
    }
  }
  return runs;
}

function format(xml: Xml, run: Element): string {
  const own = run.children[0];
  return own?.name === 'w:rPr' ? xml.slice(own) : '';
}

/** The style on which the look of the runs in a paragraph is built. */
function styleOf(xml: Xml, paragraph: Element): string {
  const properties = paragraph.children[0];
  const style =
    properties?.name === 'w:pPr'
      ? properties.children.find(({ name }) => name === 'w:pStyle')
      : undefined;
  return (style && xml.attribute(style, 'w:val')) ?? '';
}

/** The number of a drawing. */
function idOf(drawing: string): string {
  return /<wp:docPr\b[^>]*?\sid="(\d+)"/.exec(drawing)?.[1] ?? '';
}

/** Where a drawing is, and of which size, in EMU (914,400 an inch). */
function placeOf(drawing: string): number[] {
  return [
    ...(/<wp:extent[^>]*>/.exec(drawing)?.[0].matchAll(/"(-?\d+)"/g) ?? []),
    ...drawing.matchAll(/<wp:posOffset>(-?\d+)</g)
  ].map(([, value]) => Number(value));
}

export class Restorer {
  constructor(
    private readonly _o: Xml,
    private readonly _b: Xml
  ) {
    const paragraphs = (xml: Xml) =>
      [...walk(xml.root, HIDDEN)].filter(({ name }) => name === 'w:p');
    const [own, known] = [paragraphs(_o), paragraphs(_b)];
    for (const { left, right, same } of align(
      own.map(paragraph => signOf(_o, paragraph)),
      known.map(paragraph => signOf(_b, paragraph))
    )) {
      if (same) {
        range(left).forEach((index, i) =>
          this._learn(own[index], known[right[0] + i])
        );
      } else {
        // It puts some objects into paragraphs of their own.
        this._learnObjects(
          range(left).map(index => own[index]),
          range(right).map(index => known[index])
        );
      }
    }
  }

  /** How the runs of one paragraph looked. */
  formats(o: Element, b: Element): Formats {
    return formatsOf(runsOf(this._o, o), runsOf(this._b, b));
  }

  /** `element`, as the editor wrote it now, with what the original had. */
  restore(xml: Xml, element: Element, local: Formats = new Map()): string {
    const edits: [number, number, string][] = [];
    const visit = (part: Element, style: string | null) => {
      const object =
        this._objects.get(xml.slice(part)) ?? this._hiding(xml, part);
      if (object) {
        edits.push([part.start, part.end, object]);
        return;
      }
      if (part.name === 'w:r') {
        this._format(xml, part, style, local, edits);
      }
      const inner = part.name === 'w:p' ? styleOf(xml, part) : style;
      part.children.forEach(child => visit(child, inner));
    };
    visit(element, null);
    let text = '';
    let done = element.start;
    for (const [from, to, source] of edits) {
      text += xml.text.slice(done, from) + source;
      done = to;
    }
    return text + xml.text.slice(done, element.end);
  }

  private _format(
    xml: Xml,
    run: Element,
    style: string | null,
    local: Formats,
    edits: [number, number, string][]
  ): void {
    const written = format(xml, run);
    const key = keyOf(run, written);
    const own =
      local.get(key) ??
      (style !== null && written
        ? this._formats.get(`${style}|${key}`)
        : undefined);
    if (own !== undefined && own !== written) {
      edits.push([run.open, run.open + written.length, own]);
    }
  }

  private _learn(o: Element, b: Element): void {
    const style = styleOf(this._b, b);
    for (const [written, own] of this.formats(o, b)) {
      const key = `${style}|${written}`;
      if (!this._formats.has(key)) {
        this._formats.set(key, own);
      }
    }
    this._learnObjects([o], [b]);
  }

  private _learnObjects(o: Element[], b: Element[]): void {
    const objects = o.flatMap(element => objectsIn(this._o, element));
    const known = b.flatMap(element => objectsIn(this._b, element));
    for (const [object, other] of pairObjects(objects, known)) {
      const source = this._b.slice(other.element);
      const own = this._o.slice(object.element);
      const before = this._objects.get(source);
      // Two that are written alike but were not: none of them is known again.
      this._objects.set(source, before && before !== own ? source : own);
      const id = idOf(source);
      const hides = object.text !== '' || object.kind === 'textbox';
      if (id && hides && !other.text) {
        // One that has its number, too: neither of them is known again.
        const once = !this._numbered.has(id);
        this._numbered.set(id, once ? { own, place: placeOf(source) } : null);
      }
    }
  }

  /**
   * The object with text that the editor does not show of which `part` is the
   * outline, even if it was written with other decimals.
   */
  private _hiding(xml: Xml, part: Element): string | undefined {
    if (part.name !== 'w:drawing') {
      return undefined;
    }
    const source = xml.slice(part);
    const known = this._numbered.get(idOf(source));
    const place = placeOf(source);
    const near = known?.place.every(
      (value, index) =>
        Math.abs(value - place[index]) <= Math.max(9525, Math.abs(value) / 100)
    );
    return near && known?.place.length === place.length ? known.own : undefined;
  }

  private readonly _formats: Formats = new Map();
  private readonly _objects = new Map<string, string>();
  /** By the number of what the base has in its place. */
  private readonly _numbered = new Map<
    string,
    { own: string; place: number[] } | null
  >();
}
