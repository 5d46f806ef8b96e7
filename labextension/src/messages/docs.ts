/**
 * What ONLYOFFICE Docs tells the page: its script, its editor's errors and
 * warnings.
 */
import type { Rows } from './row';

export const DOCS = {
  'docs-script.silent': (trans, host: string) => ({
    cause: trans.__('The Docs server %1 does not answer.', host),
    remedy: trans.__(
      'Check that it is running and that this browser can reach it, then try again.'
    )
  }),
  'docs-script.insecure': (trans, host: string) => ({
    cause: trans.__(
      'The browser does not load the editor from %1: this page is served by https, Docs by http.',
      host
    ),
    remedy: trans.__('Serve Docs by https and set c.OnlyOffice.docs_url.')
  }),
  'docs-script.failed': (trans, host: string) => ({
    cause: trans.__('The editor could not be loaded from %1.', host),
    remedy: trans.__(
      'Check that the Docs server is running, that this browser can reach it and trusts its certificate, then try again.'
    )
  }),
  'docs-script.foreign': (trans, host: string) => ({
    cause: trans.__('What %1 answers is not the editor of Docs.', host),
    remedy: trans.__('Check c.OnlyOffice.docs_url.')
  }),
  'docs-error.too-slow': trans => ({
    cause: trans.__('Docs took too long to convert the document.'),
    remedy: trans.__('Try again; a very large document may exceed its limits.')
  }),
  'docs-error.unreadable': trans => ({
    cause: trans.__('Docs cannot read the document; it may be damaged.'),
    remedy: trans.__(
      'Open it in a desktop office program or go back to an earlier version.'
    )
  }),
  'docs-error.not-downloaded': trans => ({
    cause: trans.__('Docs could not download the document from this server.'),
    remedy: trans.__(
      'The Docs server must be able to reach the Jupyter server: check c.OnlyOffice.jupyter_url, and that Docs may call private addresses.'
    )
  }),
  'docs-error.password': trans => ({
    cause: trans.__('The document is protected by a password.'),
    remedy: trans.__('Open it again and enter the password.')
  }),
  'docs-error.database': trans => ({
    cause: trans.__('The database of the Docs server answers with an error.'),
    remedy: trans.__('Look into the log of the Docs server, then try again.')
  }),
  'docs-error.signature': trans => ({
    cause: trans.__('Docs refused the signature of this server.'),
    remedy: trans.__(
      'c.OnlyOffice.jwt_secret must be the JWT_SECRET of the Docs server.'
    )
  }),
  'docs-error.link-expired': trans => ({
    cause: trans.__('Docs says that the link to the document has expired.'),
    remedy: trans.__(
      'Try again. If it stays, the clocks of the two servers differ: set them by NTP.'
    )
  }),
  'docs-error.users': trans => ({
    cause: trans.__('The Docs server has as many users as its licence allows.'),
    remedy: trans.__('Try again when somebody has closed a document.')
  }),
  'docs-error.not-allowed': trans => ({
    cause: trans.__('Docs says that you may not do this with the document.'),
    remedy: trans.__('Close the document and open it again.')
  }),
  'docs-error.connection': trans => ({
    cause: trans.__('The connection to the Docs server was lost.'),
    remedy: trans.__(
      'Keep the tab open until it is back; if it does not come back, copy what you typed last and open the document again.'
    )
  }),
  'docs-error.not-converted': trans => ({
    cause: trans.__('Docs could not convert the document for saving.'),
    remedy: trans.__('Download a copy from the File menu of the editor.')
  }),
  'docs-error.too-large': trans => ({
    cause: trans.__('The document is larger than the Docs server accepts.'),
    remedy: trans.__('Split it, or raise the limits of the Docs server.')
  }),
  'docs-error.said': (trans, description: string) => ({
    cause: trans.__('Docs reports: %1', description),
    remedy: trans.__('Try again; if it stays, look into the log of Docs.')
  }),
  'docs-error.number': (trans, code: string) => ({
    cause: trans.__('Docs reports error %1.', code),
    remedy: trans.__('Try again; if it stays, look into the log of Docs.')
  }),
  'docs-warning.no-callback': trans => ({
    cause: trans.__('Docs cannot report to the Jupyter server.'),
    remedy: trans.__(
      'Saving may fail: check c.OnlyOffice.jupyter_url before you go on.'
    )
  }),
  'docs-warning.kept-edits': trans => ({
    cause: trans.__('Docs had kept edits that could not be stored before.'),
    remedy: trans.__('They are in this document: check it and save it.')
  }),
  'docs-warning.stopped': trans => ({
    cause: trans.__(
      'The editor has stopped: what you typed last may not have reached Docs.'
    ),
    remedy: trans.__(
      'Copy what you typed last, then close the tab and open the document again.'
    )
  }),
  'docs-warning.said': (trans, description: string) => ({
    cause: trans.__('Docs warns: %1', description),
    remedy: trans.__('Try again; if it stays, look into the log of Docs.')
  })
} satisfies Rows;
