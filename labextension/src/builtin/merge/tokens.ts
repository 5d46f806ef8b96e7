/**
 * What flattening makes of the content of a paragraph, piece by piece: `Token`,
 * with what was written and what is shown instead, and `Place`, where it
 * stands. `flatten.ts` makes them, `fields.ts` finds fields among them.
 */

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
