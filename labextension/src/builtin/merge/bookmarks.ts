/**
 * Bookmarks of which one end was deleted with a paragraph, or that stand in
 * both halves of one that was divided.
 */
import type { Element } from './xml';
import { walk, Xml } from './xml';

/**
 * Leave out ends of bookmarks that have no other end in `text` any more, and all
 * but the first beginning and the last end of each.
 */
export function withoutLooseBookmarks(text: string, original: Xml): string {
  const before = new Set(
    [...looseIn(original), ...doublesIn(original)].map(element =>
      idOf(original, element)
    )
  );
  const xml = new Xml(text);
  // One that was so already belongs to another part, or to nobody.
  const superfluous = [...new Set([...looseIn(xml), ...doublesIn(xml)])]
    .filter(element => !before.has(idOf(xml, element)))
    .sort((a, b) => a.start - b.start);
  let result = '';
  let done = 0;
  for (const element of superfluous) {
    result += text.slice(done, element.start);
    done = element.end;
  }
  return result + text.slice(done);
}

function doublesIn(xml: Xml): Element[] {
  const all = [...walk(xml.root)];
  const first = new Set<string>();
  const starts = all.filter(({ name }) => name === 'w:bookmarkStart');
  const ends = all.filter(({ name }) => name === 'w:bookmarkEnd');
  const again = (element: Element) => {
    const id = idOf(xml, element);
    return first.has(id) || !first.add(id);
  };
  const doubles = starts.filter(again);
  first.clear();
  return [...doubles, ...ends.reverse().filter(again)];
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
