/**
 * Runs as the editor can show them: a run is divided where the editor treats
 * what is in it differently, and ruby, fallbacks and symbols become text.
 */
import { ALONE, kindOf } from './run-kinds';
import type { SetAside } from './set-aside';
import { characterOf, inFont } from './symbols';
import type { Place, Token } from './tokens';
import type { Element, Xml } from './xml';

/** What flattens that in which runs stand, and what stands in them. */
export interface Surroundings {
  /** An element that may hold paragraphs somewhere. */
  any(element: Element): string;
  /** The content of a paragraph, or a part of it. */
  inline(children: Element[], place: Place): Token[];
}

/** Flattens runs, with what is set aside of them in `_aside`. */
export class RunFlattener {
  constructor(
    private readonly _xml: Xml,
    private readonly _aside: SetAside,
    private readonly _around: Surroundings
  ) {}

  /** What is in a run, one kind after the other. */
  run(run: Element, place: Place): Token[] {
    const own = run.children.filter(({ name }) => name !== 'w:rPr');
    const kinds = own.map(child => kindOf(this._xml, child, place));
    const alone = new Set(kinds).size === 1 && !ALONE.has(kinds[0]);
    if (own.length === 0 || (alone && kinds[0] === 'shown')) {
      return [this._aside.token(run, this._around.any(run))];
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
        const shown = children.map(child => this._around.any(child)).join('');
        tokens.push({ ...token, text: head + shown + tail });
      } else if (kind === 'hidden' || kind === 'dropped') {
        const empty = kind === 'dropped';
        tokens.push({
          ...token,
          text: this._aside.whole(token.source, 'inline', empty)
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
    return this._aside.pair(
      head + text.slice(ruby.start, base.open),
      text.slice(base.close, ruby.end) + tail,
      'inline',
      true,
      this._around.inline(base.children, place)
    );
  }

  /** What stands for a sign that only newer programs know. */
  private _fallback(element: Element, head: string, tail: string): Token[] {
    const { text } = this._xml;
    const fallback = element.children.find(
      ({ name }) => name === 'mc:Fallback'
    ) as Element;
    const shown = text.slice(fallback.open, fallback.close);
    return this._aside.instead(element, shown, head, head, tail);
  }

  /** A sign that is an element of its own: shown as a character. */
  private _sign(sign: Element, head: string, tail: string): Token[] {
    const { font, text } = characterOf(this._xml, sign);
    const own = font === undefined ? head : inFont(head, font);
    return this._aside.instead(sign, `<w:t>${text}</w:t>`, own, head, tail);
  }
}
