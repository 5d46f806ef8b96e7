/**
 * All text of a part, counted by its signs. Independent of how documents are
 * merged, so that it can tell whether a merged one still has everything.
 */

/** Text to read, codes of fields, and formulas. */
export type Kind = 'text' | 'code' | 'formula';

/** How often each sign is in text of one kind; spaces are not counted. */
export type Letters = Record<Kind, Map<string, number>>;

export interface Reading {
  letters: Letters;
  /** The text to read, by paragraphs. */
  paragraphs: string[];
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
      now.paragraphs.push('');
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
 */
export function missing(
  original: Letters,
  base: Letters,
  edited: Letters,
  result: Letters
): Map<Kind, string> {
  const lacks = new Map<Kind, string>();
  for (const kind of Object.keys(original) as Kind[]) {
    const count = (letters: Letters, sign: string) =>
      letters[kind].get(sign) ?? 0;
    const signs = new Set([...original[kind].keys(), ...edited[kind].keys()]);
    const gone = [...signs].filter(
      sign =>
        count(result, sign) <
        count(original, sign) + count(edited, sign) - count(base, sign)
    );
    if (gone.length > 0) {
      lacks.set(kind, gone.join(''));
    }
  }
  return lacks;
}

/** Whether there are signs of `kind` in the original that are not in `base`. */
export function hides(original: Letters, base: Letters, kind: Kind): boolean {
  return [...original[kind]].some(
    ([sign, count]) => count > (base[kind].get(sign) ?? 0)
  );
}

function empty(): Reading {
  return {
    letters: { text: new Map(), code: new Map(), formula: new Map() },
    paragraphs: [''],
    fields: 0
  };
}

function add(reading: Reading, kind: Kind, raw: string): void {
  const text = decoded(raw);
  if (kind === 'text') {
    reading.paragraphs[reading.paragraphs.length - 1] += text;
  }
  const counts = reading.letters[kind];
  for (const sign of text.replace(/\s+/g, '')) {
    counts.set(sign, (counts.get(sign) ?? 0) + 1);
  }
}

function join(outer: Reading, inner: Reading): void {
  for (const [kind, counts] of Object.entries(inner.letters)) {
    const own = outer.letters[kind as Kind];
    counts.forEach((count, sign) =>
      own.set(sign, (own.get(sign) ?? 0) + count)
    );
  }
  outer.paragraphs.push(...inner.paragraphs, '');
  outer.fields += inner.fields;
}

function most(branches: Reading[]): Reading {
  const size = ({ letters }: Reading) =>
    Object.values(letters)
      .flatMap(counts => [...counts.values()])
      .reduce((sum, count) => sum + count, 0);
  return branches.reduce(
    (best, branch) => (size(branch) > size(best) ? branch : best),
    branches[0] ?? empty()
  );
}

const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'"
};

function decoded(raw: string): string {
  return raw
    .replace(/<!\[CDATA\[([^]*?)\]\]>|<[^>]*>/g, (_, data?: string) =>
      (data ?? '').replace(/&/g, '&amp;')
    )
    .replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (all, name: string) =>
      name[0] === '#'
        ? String.fromCodePoint(Number(name.slice(1).replace(/^x/i, '0x')))
        : (ENTITIES[name] ?? all)
    );
}
