/**
 * Bookmarks of which one end was deleted with a paragraph.
 */
import type { Element } from './xml';
import { walk, Xml } from './xml';

/** Leave out ends of bookmarks that have no other end in `text` any more. */
export function withoutLooseBookmarks(text: string, original: Xml): string {
  const before = looseIn(original).map(element => idOf(original, element));
  const xml = new Xml(text);
  let result = '';
  let done = 0;
  for (const element of looseIn(xml)) {
    // One that was loose already belongs to another part, or to nobody.
    if (!before.includes(idOf(xml, element))) {
      result += text.slice(done, element.start);
      done = element.end;
    }
  }
  return result + text.slice(done);
}

function idOf(xml: Xml, element: Element): string {
  return xml.attribute(element, 'w:id') ?? '';
}

function looseIn(xml: Xml): Element[] {
  const all = [...walk(xml.root)];
  const starts = all.filter(({ name }) => name === 'w:bookmarkStart');
  const ends = all.filter(({ name }) => name === 'w:bookmarkEnd');
  const ids = (list: Element[]) => new Set(list.map(item => idOf(xml, item)));
  const [started, ended] = [ids(starts), ids(ends)];
  return all.filter(
    element =>
      (element.name === 'w:bookmarkStart' && !ended.has(idOf(xml, element))) ||
      (element.name === 'w:bookmarkEnd' && !started.has(idOf(xml, element)))
  );
}
