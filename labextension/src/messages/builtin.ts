/**
 * In the built-in editor and view.
 */
import type { Rows } from './row';

export const BUILTIN = {
  'docx.broken': (trans, reason: string) => ({
    cause: trans.__('The built-in editor had a problem: %1.', reason),
    remedy: trans.__('The file was not changed.')
  }),
  'docx.damaged': trans => ({
    cause: trans.__(
      'The document cannot be read: it is damaged, or of another format than its name says.'
    ),
    remedy: trans.__(
      'Open it in the program that made it and save it again, or restore an earlier version.'
    )
  }),
  'docx.large': (trans, size: string, most: string) => ({
    cause: trans.__(
      'The document is too large for the built-in editor: it has %1 MB of text and formatting, and %2 MB are the most.',
      size,
      most
    ),
    remedy: trans.__(
      'Look at its pages, connect an ONLYOFFICE Docs server, or divide the document in the program that made it.'
    )
  }),
  'docx.password': trans => ({
    cause: trans.__('The document is protected with a password.'),
    remedy: trans.__(
      'Open it in the program that made it and save it without the password, or connect an ONLYOFFICE Docs server, which asks for it.'
    )
  }),
  'docx.not-ready': trans => ({
    cause: trans.__('The editor is not ready.'),
    remedy: trans.__('Wait until the document is shown.')
  }),
  'docx.parts-at-risk': trans => ({
    cause: trans.__(
      'Saving could lose parts of this document that the built-in editor does not know.'
    ),
    remedy: trans.__('Save your version as a copy; the file stays as it is.')
  }),
  'docx.objects-lost': (trans, objects: string) => ({
    cause: trans.__(
      'Saving would lose something that stands where you edited: %1.',
      objects
    ),
    remedy: trans.__(
      'Undo the edit there, or save your version as a copy; the file stays as it is.'
    )
  }),
  'file.gone': trans => ({
    cause: trans.__('The file was deleted, or moved to where it is not found.'),
    remedy: trans.__('Restore it, or open it where it is now.')
  }),
  'docx.typing-lost': (trans, passages: string) => ({
    cause: trans.__(
      'The built-in editor cannot store what was typed in one place, such as a text box: %1.',
      passages
    ),
    remedy: trans.__(
      'Undo the edit there, and write it into the text of the document; the file stays as it is.'
    )
  }),
  'docx.text-lost': (trans, passages: string) => ({
    cause: trans.__(
      'Saving would lose text of this document that the built-in editor does not show: %1.',
      passages
    ),
    remedy: trans.__(
      'Undo the edit there, or save your version as a copy; the file stays as it is.'
    )
  }),
  'pdf.password': trans => ({
    cause: trans.__('The document is protected with a password.'),
    remedy: trans.__(
      'Open it in the program that made it and save it without the password, or connect an ONLYOFFICE Docs server, which asks for it.'
    )
  }),
  'pdf.damaged': trans => ({
    cause: trans.__('The pages cannot be drawn: the PDF is damaged.'),
    remedy: trans.__('Restore an earlier version of the file, or try again.')
  })
} satisfies Rows;
