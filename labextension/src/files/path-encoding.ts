/**
 * Paths in addresses, with all that a name of a file can hold. The name of one
 * that is not in UTF-8 reaches the page with halves of characters in it.
 */

const HALF = /^[\ud800-\udfff]$/;
/** Bytes that are no UTF-8: the server says what is wrong with such a name. */
const NO_TEXT = '%ED%A0%80';

/** `text` as a part of an address. */
export function encoded(text: string): string {
  return Array.from(text, one =>
    HALF.test(one) ? NO_TEXT : encodeURIComponent(one)
  ).join('');
}

/** What a part of an address says; null when it is not in UTF-8. */
export function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
