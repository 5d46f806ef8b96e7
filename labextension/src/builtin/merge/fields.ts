/**
 * Fields in runs. The editor knows those that stand as a whole in one place,
 * with nothing but runs; of the others, what they show is text, and the rest
 * is kept.
 */
import type { Pieces, Side } from './placeholders';
import type { Place, Token } from './tokens';

interface Field {
  begin: number;
  separate?: number;
  end?: number;
  nested: boolean;
}

/** The data of a form, which the editor would drop. */
const DATA = /<w:(?:ffData|fldData)\b/;

/** The tokens with the codes of fields in pieces, where the editor does not know them. */
export function fieldsShown(
  tokens: Token[],
  place: Place,
  pieces: Pieces
): Token[] {
  const { fields, loose } = fieldsIn(tokens);
  const hidden = new Map<number, string>();
  const keep = (from: number, to: number, side: Side) => {
    const source = tokens
      .slice(from, to)
      .map(token => token.source)
      .join('');
    hidden.set(
      from,
      pieces.add({ kind: 'whole', source, level: 'inline', side })[0]
    );
    for (let index = from + 1; index < to; index++) {
      hidden.set(index, '');
    }
  };
  for (const field of fields) {
    const end = field.end as number;
    if (hidden.has(field.begin) || isKnown(tokens, field, place)) {
      continue;
    }
    const stop = field.separate ?? end;
    // Elements that end elsewhere cannot be part of it.
    if (isClosed(tokens, field.begin, stop)) {
      keep(field.begin, stop + 1, 'after');
    } else {
      loose.push(field.begin, stop);
    }
    if (stop !== end) {
      keep(end, end + 1, 'before');
    }
  }
  for (const index of loose) {
    const { field } = tokens[index];
    if (!hidden.has(index)) {
      keep(index, index + 1, field === 'end' ? 'before' : 'after');
    }
  }
  return tokens.map((token, index) => ({
    ...token,
    text: hidden.get(index) ?? token.text
  }));
}

/** Outer fields before inner ones; and what belongs to none of them. */
function fieldsIn(tokens: Token[]): { fields: Field[]; loose: number[] } {
  const fields: Field[] = [];
  const loose: number[] = [];
  const open: Field[] = [];
  tokens.forEach(({ field }, index) => {
    const last = open[open.length - 1];
    if (field === 'begin') {
      if (last) {
        last.nested = true;
      }
      open.push({ begin: index, nested: false });
    } else if (field === 'separate' && last) {
      last.separate = index;
    } else if (field === 'end' && last) {
      last.end = index;
      fields.push(last);
      open.pop();
    } else if (field === 'separate' || field === 'end') {
      loose.push(index);
    }
  });
  fields.sort((a, b) => a.begin - b.begin);
  for (const { begin, separate } of open) {
    loose.push(begin, ...(separate === undefined ? [] : [separate]));
  }
  tokens.forEach(({ field }, index) => {
    const within = fields.some(
      ({ begin, end, separate }) =>
        begin < index && index < (separate ?? (end as number))
    );
    if (field === 'code' && !within) {
      loose.push(index);
    }
  });
  return { fields, loose };
}

function isKnown(
  tokens: Token[],
  { begin, separate, end, nested }: Field,
  place: Place
): boolean {
  if (nested || !['paragraph', 'control'].includes(place)) {
    return false;
  }
  const inside = tokens.slice(begin, (end as number) + 1);
  return (
    separate !== undefined &&
    !inside.some(({ source }) => DATA.test(source)) &&
    inside.every(
      ({ name, text, source, field }, index) =>
        name === 'w:r' &&
        text === source &&
        (index === 0 || begin + index >= separate || field === 'code')
    )
  );
}

/** Whether what begins between two tokens also ends there. */
function isClosed(tokens: Token[], from: number, to: number): boolean {
  const names = tokens.slice(from, to + 1).map(({ name }) => name);
  const ends = (name: string) => names.filter(other => other === name).length;
  return ends('kept:open') === ends('kept:close');
}
