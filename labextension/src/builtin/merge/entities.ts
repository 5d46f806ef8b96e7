/**
 * References to characters in XML, by name or by number.
 */

const ENTITIES: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'"
};

/** The text that is meant; a name that XML does not define stays as it is. */
export function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-f]+|#\d+|\w+);/gi, (all, name: string) => {
    if (name[0] !== '#') {
      return ENTITIES[name] ?? all;
    }
    const hex = name[1].toLowerCase() === 'x';
    return String.fromCodePoint(
      parseInt(name.slice(hex ? 2 : 1), hex ? 16 : 10)
    );
  });
}
