/**
 * In the tab of a document. Rows without a remedy are news.
 */
import type { Rows } from './row';

export const TAB = {
  'tab.viewing-only': trans => ({
    cause: trans.__('Docs opened the document for viewing only.'),
    remedy: trans.__(
      'Its limit of connections or its licence may be exhausted: close other documents and open this one again.'
    )
  }),
  'tab.changed': trans => ({
    cause: trans.__('The file was changed on disk; this is its new content.'),
    remedy: ''
  }),
  'tab.renamed': (trans, path: string) => ({
    cause: trans.__('The file was renamed or moved: it is “%1” now.', path),
    remedy: ''
  }),
  'tab.moved': trans => ({
    cause: trans.__('The tab was moved before Docs had your last edit.'),
    remedy: trans.__('Check what you typed last: it may be missing.')
  }),
  'tab.restarted': trans => ({
    cause: trans.__(
      'The editor has started anew by itself before Docs had your last edit.'
    ),
    remedy: trans.__('Check what you typed last: it may be missing.')
  }),
  'tab.frame-gone': trans => ({
    cause: trans.__('The frame with the editor is not in the page any more.'),
    remedy: trans.__(
      'Try again; the document opens with all that Docs has of it.'
    )
  }),
  'tab.outdated': trans => ({
    cause: trans.__(
      'This editor is out of date: it is loaded anew when Docs has your last edit.'
    ),
    remedy: trans.__(
      'Copy what you typed last, then close the tab and open the document again.'
    )
  }),
  'tab.key-over': trans => ({
    cause: trans.__(
      'The Docs server has ended this version of the document, but says that somebody edits it.'
    ),
    remedy: trans.__(
      'Try again in some minutes. What is stored is in the file.'
    )
  }),
  'tab.late': (trans, seconds: string) => ({
    cause: trans.__('The editor of Docs is not ready after %1 s.', seconds),
    remedy: trans.__(
      'Wait on if the document is large. Otherwise check that the Docs server works and that it may be shown inside this page (its headers X-Frame-Options and Content-Security-Policy), then try again.'
    )
  }),
  'tab.late-document': (trans, seconds: string) => ({
    cause: trans.__(
      'The editor of Docs has started, but does not show the document after %1 s.',
      seconds
    ),
    remedy: trans.__(
      'Wait on if the document is large. Otherwise the editor may have failed on it: try again, or open it for viewing.'
    )
  }),
  'tab.at-close': trans => ({
    cause: trans.__('The file gets the edits when the document is closed.'),
    remedy: trans.__('Close the tab to store them.')
  }),
  'tab.not-settled': trans => ({
    cause: trans.__('The last edit has not reached the Docs server.'),
    remedy: trans.__('Check the connection and save again; keep the tab open.')
  }),
  'tab.not-settled-strict': trans => ({
    cause: trans.__('The last edit has not reached the Docs server.'),
    remedy: trans.__('Save in the editor, then here; keep the tab open.')
  }),
  'tab.not-delivered': trans => ({
    cause: trans.__('Docs has not delivered the document.'),
    remedy: trans.__('It holds every edit; save again, or look into its log.')
  }),
  'tab.not-saved': trans => ({
    cause: trans.__('The save did not succeed.'),
    remedy: trans.__('Check the connection and save again; keep the tab open.')
  }),
  'tab.others-choose': trans => ({
    cause: trans.__(
      'The file was changed on disk while others edited it: they choose which version it holds.'
    ),
    remedy: trans.__(
      'Both versions are kept until then: the file, and a copy beside it with their edits.'
    )
  }),
  'tab.mentioned': (trans, names: string) => ({
    cause: trans.__('%1 will be told of the comment.', names),
    remedy: ''
  }),
  'tab.nobody-mentioned': (trans, addresses: string) => ({
    cause: trans.__('Nobody here has the address %1.', addresses),
    remedy: trans.__('Mention somebody of the list that the editor shows.')
  }),
  'tab.submitted': trans => ({
    cause: trans.__(
      'Your answers are submitted: the filled form and a list of them are beside the form, which is blank again.'
    ),
    remedy: ''
  })
} satisfies Rows;
