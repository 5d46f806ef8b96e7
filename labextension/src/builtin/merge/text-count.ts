/**
 * All text of a part, counted by its signs. Independent of how documents are
 * merged, so that it can tell whether a merged one still has everything.
 */
import { decodeEntities } from './entities';

/** Text to read, codes of fields, and formulas. */
export type Kind = 'text' | 'code' | 'formula';

/** The text of a part. */
export interface Reading {
  /** By paragraphs. */
  texts: Record<Kind, string[]>;
  fields: number;
}

const MARKUP =
  /<(\/?)(?:([\w.-]+):)?(p|t|delText|instrText|delInstrText|AlternateContent|Choice|Fallback|fldSimple|fldChar|textpath)((?:\s(?:"[^"]*"|'[^']*'|[^"'>])*?)?)(\/?)>/g;

const KINDS: Record<string, Kind> = {
  t: 'text',
  delText: 'text',
  instrText: 'code',
  delInstrText: 'code'
};

/** Read a part. Of alternatives, the one with the most text counts. */
export function read(text: string): Reading {
  const stack: Reading[][] = [];
  let now = empty();
  let element: { kind: Kind; from: number } | null = null;
  for (const found of text.matchAll(MARKUP)) {
    const [all, closing, prefix, name, attributes, single] = found;
    if (name in KINDS) {
      const kind = prefix === 'm' ? 'formula' : KINDS[name];
      if (closing && element) {
        add(now, element.kind, text.slice(element.from, found.index));
      }
      const starts = !closing && !single;
      element = starts ? { kind, from: found.index + all.length } : null;
    } else if (name === 'p' && !closing) {
      Object.values(now.texts).forEach(texts => texts.push(''));
    } else if (name === 'AlternateContent' && !single) {
      if (!closing) {
        stack.push([now]);
      } else if (stack.length > 0) {
        const [outer, ...branches] = stack.pop() as Reading[];
        now = outer;
        join(now, most(branches));
      }
    } else if (name === 'Choice' || name === 'Fallback') {
      const branches = stack[stack.length - 1];
      if (branches && !closing && !single) {
        now = empty();
        branches.push(now);
      }
    } else if (!closing) {
      const value = (attribute: string) =>
        new RegExp(`\\s(?:\\w+:)?${attribute}\\s*=\\s*("[^"]*"|'[^']*')`)
          .exec(attributes)?.[1]
          .slice(1, -1) ?? '';
      if (name === 'fldSimple') {
        now.fields += 1;
        add(now, 'code', value('instr'));
      } else if (name === 'fldChar') {
        now.fields += value('fldCharType') === 'begin' ? 1 : 0;
      } else if (name === 'textpath') {
        add(now, 'text', value('string'));
      }
    }
  }
  return now;
}

/**
 * What `result` lacks of `original`, changed as `base` was changed to become
 * `edited`: the signs by kind. Nothing that is not in `base` may be missing.
 * Spaces are not counted.
 */
export function missing(
  original: Reading,
  base: Reading,
  edited: Reading,
  result: Reading
): Map<Kind, string> {
  const lacks = new Map<Kind, string>();
  for (const kind of Object.keys(original.texts) as Kind[]) {
    const [o, b, e, r] = [original, base, edited, result].map(
      reading => reading.texts[kind]
    );
    const balance = new Map<string, number>();
    const add = (texts: string[], sign: 1 | -1) => {
      for (const letter of texts.join('').replace(/\s+/g, '')) {
        balance.set(letter, (balance.get(letter) ?? 0) + sign);
      }
    };
    const [added, gone] = [differing(e, b), differing(o, r)];
    add(added[0], -1);
    add(added[1], 1);
    add(gone[0], -1);
    add(gone[1], 1);
    const signs = [...balance].filter(([, count]) => count < 0);
    if (signs.length > 0) {
      lacks.set(kind, signs.map(([sign]) => sign).join(''));
    }
  }
  return lacks;
}

/** Whether there are signs of `kind` in the original that are not in `base`. */
export function hides(original: Reading, base: Reading, kind: Kind): boolean {
  const nothing = { texts: { text: [], code: [], formula: [] }, fields: 0 };
  return missing(original, nothing, nothing, base).has(kind);
}

/** The texts of both that are not in the other, nor as often. */
function differing(a: string[], b: string[]): [string[], string[]] {
  const counts = new Map<string, number>();
  a.forEach(text => counts.set(text, (counts.get(text) ?? 0) + 1));
  const onlyB = b.filter(text => {
    const count = counts.get(text) ?? 0;
    counts.set(text, count - 1);
    return count <= 0;
  });
  const onlyA = [...counts].flatMap(([text, count]) =>
    Array.from({ length: Math.max(0, count) }, () => text)
  );
  return [onlyA, onlyB];
}

function empty(): Reading {
  return { texts: { text: [''], code: [''], formula: [''] }, fields: 0 };
}

function add(reading: Reading, kind: Kind, raw: string): void {
  const texts = reading.texts[kind];
  texts[texts.length - 1] += /[&<]/.test(raw) ? decoded(raw) : raw;
}

function join(outer: Reading, inner: Reading): void {
  for (const [kind, texts] of Object.entries(inner.texts)) {
    outer.texts[kind as Kind].push(...texts, '');
  }
  outer.fields += inner.fields;
}

function most(branches: Reading[]): Reading {
  const size = ({ texts }: Reading) =>
    Object.values(texts).flat().join('').length;
  return branches.reduce(
    (best, branch) => (size(branch) > size(best) ? branch : best),
    branches[0] ?? empty()
  );
}

function decoded(raw: string): string {
  return decodeEntities(
    raw.replace(/<!\[CDATA\[([^]*?)\]\]>|<[^>]*>/g, (_, data?: string) =>
      (data ?? '').replace(/&/g, '&amp;')
    )
  );
}
