/**
 * Where comments begin, end and are named. The editor writes all of that into
 * the paragraph in which a comment begins, also when it ends in another one.
 */
import type { Element, Xml } from './xml';
import { walk, Xml as Parsed } from './xml';

const MARK = /^w:comment(?:RangeStart|RangeEnd|Reference)$/;

/** Which mark of which comment the element is; '' when it is none. */
export function commentMarkOf(xml: Xml, element: Element): string {
  let mark = element;
  if (element.name === 'w:r') {
    const own = element.children.filter(({ name }) => name !== 'w:rPr');
    if (own.length !== 1 || own[0].name !== 'w:commentReference') {
      return '';
    }
    mark = own[0];
  }
  return MARK.test(mark.name)
    ? `${mark.name} ${xml.attribute(mark, 'w:id')}`
    : '';
}

/** The marks in a paragraph: those that stand directly in it, and all. */
export function commentMarksIn(
  xml: Xml,
  paragraph: Element
): { direct: Set<string>; all: Set<string> } {
  const marks = (elements: Element[]) =>
    new Set(
      elements
        .map(element => commentMarkOf(xml, element))
        .filter(mark => mark !== '')
    );
  return { direct: marks(paragraph.children), all: marks(walk(paragraph)) };
}

/**
 * `text` with all marks of the comments that are there in `edited` and none of
 * those that were deleted, each of them once.
 */
export function withCommentMarks(text: string, base: Xml, edited: Xml): string {
  const before = namedIn(base);
  const after = namedIn(edited);
  if (before.size === 0) {
    return text;
  }
  const xml = new Parsed(text);
  const marks = marksIn(xml, xml.root);
  const edits: [number, number, string][] = [];
  for (const id of before) {
    const own = marks.filter(mark => mark.id === id);
    const of = (kind: string) => own.filter(mark => mark.name === kind);
    const [starts, ends, names] = [
      of('w:commentRangeStart'),
      of('w:commentRangeEnd'),
      of('w:commentReference')
    ];
    const superfluous = after.has(id)
      ? [...starts.slice(1), ...ends.slice(0, -1), ...names.slice(0, -1)]
      : own;
    superfluous.forEach(({ whole }) =>
      edits.push([whole.start, whole.end, ''])
    );
    const [start] = starts;
    if (after.has(id) && start?.paragraph && names.length === 0) {
      const end = ends.length > 0 ? '' : `<w:commentRangeEnd w:id="${id}"/>`;
      const name = `<w:r><w:commentReference w:id="${id}"/></w:r>`;
      const { close } = start.paragraph;
      edits.push([close, close, end + name]);
    }
  }
  let result = '';
  let done = 0;
  for (const [from, to, source] of edits.sort(([a], [b]) => a - b)) {
    result += text.slice(done, from) + source;
    done = to;
  }
  return result + text.slice(done);
}

interface Mark {
  name: string;
  id: string;
  /** What goes with it. */
  whole: Element;
  paragraph: Element | null;
}

function marksIn(xml: Xml, root: Element): Mark[] {
  const marks: Mark[] = [];
  const visit = (
    element: Element,
    run: Element | null,
    paragraph: Element | null
  ) => {
    if (MARK.test(element.name)) {
      marks.push({
        name: element.name,
        id: xml.attribute(element, 'w:id') ?? '',
        whole: run && commentMarkOf(xml, run) ? run : element,
        paragraph
      });
    }
    const { name } = element;
    for (const child of element.children) {
      visit(
        child,
        name === 'w:r' ? element : run,
        name === 'w:p' ? element : paragraph
      );
    }
  };
  visit(root, null, null);
  return marks;
}

/** The numbers of the comments that a text names. */
function namedIn(xml: Xml): Set<string> {
  return new Set(
    [...walk(xml.root)]
      .filter(({ name }) => name === 'w:commentReference')
      .map(element => xml.attribute(element, 'w:id') ?? '')
  );
}
