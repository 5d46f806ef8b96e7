/**
 * The types of the parts of a package.
 */
import type { Element } from './xml';
import { Xml } from './xml';

export const TYPES = '[Content_Types].xml';

/**
 * `own` with the types that `other` gives to the parts `added`; null when it
 * knows them already.
 */
export function withTypes(
  own: string,
  other: string,
  added: string[]
): string | null {
  const wanted = new Set(
    added.flatMap(name => [
      `/${name}`.toLowerCase(),
      (name.split('.').pop() as string).toLowerCase()
    ])
  );
  const [ours, theirs] = [new Xml(own), new Xml(other)];
  const known = new Set(ours.root.children.map(child => subject(ours, child)));
  const missing = theirs.root.children.filter(child => {
    const name = subject(theirs, child);
    return wanted.has(name) && !known.has(name);
  });
  if (missing.length === 0) {
    return null;
  }
  const at = ours.root.close;
  const entries = missing.map(child => theirs.slice(child)).join('');
  return own.slice(0, at) + entries + own.slice(at);
}

/** What an entry is about: a part, or all with an extension. */
function subject(xml: Xml, entry: Element): string {
  const name =
    xml.attribute(entry, 'PartName') ?? xml.attribute(entry, 'Extension') ?? '';
  return name.toLowerCase();
}
