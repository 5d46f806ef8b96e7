/**
 * What is typed where the editor would not write it: it takes text typed beside
 * the mark of a note for a part of the mark, and writes no text of text boxes.
 */
import type { Mark, Node } from 'prosemirror-model';
import type { EditorState, Transaction } from 'prosemirror-state';
import { Plugin } from 'prosemirror-state';

const NOTE = 'footnoteRef';
/** How the mark of a note looks, which is not how text beside it does. */
const LOOKS: ReadonlySet<string> = new Set([NOTE, 'superscript', 'runStyle']);
const BOX = 'textBox';

/** Keeps what is typed out of marks of notes and out of text boxes. */
export function typingPlugin(): Plugin {
  return new Plugin({
    filterTransaction: (transaction, state) => !isInBox(transaction, state),
    appendTransaction: (_, __, state) => {
      const { $from, empty } = state.selection;
      const marks = state.storedMarks ?? $from.marks();
      const isBeside = [$from.nodeBefore, $from.nodeAfter].some(isNote);
      return empty && isBeside && marks.some(isNoteMark)
        ? state.tr.setStoredMarks(
            marks.filter(({ type }) => !LOOKS.has(type.name))
          )
        : null;
    }
  });
}

/** The text of a story by paragraphs, without the numbers of notes. */
export function typedTexts(story: Node): string[] {
  const texts: string[] = [];
  story.descendants(block => {
    if (block.isTextblock) {
      let text = '';
      block.descendants(node => {
        const own = node.text ?? '';
        text += isNote(node) ? own.replace(/\p{N}/gu, '') : own;
      });
      texts.push(text);
    }
  });
  return texts;
}

function isNoteMark({ type }: Mark): boolean {
  return type.name === NOTE;
}

function isNote(node: Node | null): boolean {
  return !!node?.marks.some(isNoteMark);
}

/** Whether all that a transaction changes is text in text boxes. */
function isInBox(
  { steps, docs, doc }: Transaction,
  state: EditorState
): boolean {
  let [changes, inBoxes] = [0, 0];
  steps.forEach((step, index) => {
    step.getMap().forEach((from, to) => {
      changes += 1;
      const $from = docs[index].resolve(from);
      const depth = $from.sharedDepth(to);
      for (let level = depth; level > 0; level--) {
        if ($from.node(level).type.name === BOX) {
          inBoxes += 1;
          break;
        }
      }
    });
  });
  return (
    changes > 0 &&
    changes === inBoxes &&
    doc.textContent !== state.doc.textContent
  );
}
