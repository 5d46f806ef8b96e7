/**
 * Bringing the last edits to Docs before a tab closes.
 */
import { askUnsaved } from '../ui/dialogs';
import type { DocsEditor } from '../docs/docs-editor';
import type { DocsSaver } from '../docs/docs-saver';
import type { DocumentTab } from './document-tab';

/** Answers whether the tab may close; asks the user when an edit would be lost. */
export async function settleForClose(
  panel: DocumentTab,
  saver: DocsSaver,
  editor: DocsEditor | null
): Promise<boolean> {
  const { trans } = panel.office;
  try {
    for (;;) {
      panel.marks.setClosing(true);
      if (await saver.settled()) {
        const agreed = !editor || (await editor.requestClose());
        if (saver.unsaved) {
          continue; // The user typed on; the editor has asked about it.
        }
        if (agreed || !editor.mayHide) {
          return true; // Who does not answer and has nothing to hide is dead.
        }
        panel.marks.setClosing(false);
        const answer = await askUnsaved(
          panel.path,
          editor.hides === 'pdf'
            ? trans.__(
                'The editor does not agree: it may have changes of the PDF that are not saved yet. Answer it, or save in the editor (Ctrl+S), then close the tab.'
              )
            : trans.__(
                'The editor does not agree: it may have edits that are not entered yet, in a cell that is still typed in. Answer it, or press Enter in the cell, then close the tab.'
              ),
          trans,
          false
        );
        return answer === 'discard';
      }
      panel.marks.setClosing(false);
      const isPdf = editor?.hides === 'pdf';
      const answer = await askUnsaved(
        panel.path,
        saver.strict
          ? trans.__(
              'In strict co-editing mode edits stay in this browser until you save. Save in the editor first.'
            )
          : isPdf
            ? trans.__(
                'Changes of a PDF may stay in this browser until you save. Save in the editor first (Ctrl+S).'
              )
            : trans.__('The last edits have not reached the Docs server.'),
        trans,
        !saver.strict && !isPdf
      );
      if (answer !== 'wait') {
        return answer === 'discard';
      }
    }
  } finally {
    panel.marks.setClosing(false);
  }
}
