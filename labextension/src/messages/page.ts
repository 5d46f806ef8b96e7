/**
 * Between this page and the Jupyter server. Loaded with JupyterLab.
 */
import type { Rows } from './row';

export const PAGE = {
  'page.no-extension': trans => ({
    cause: trans.__(
      'The Jupyter server does not know the requests of jupyter-onlyoffice.'
    ),
    remedy: trans.__(
      'Enable its server extension (jupyter server extension enable jupyter_onlyoffice) and restart the server.'
    )
  }),
  'page.forbidden': trans => ({
    cause: trans.__('The Jupyter server refused the request.'),
    remedy: trans.__('Reload the page and log in again.')
  }),
  'page.failed': (trans, status: string) => ({
    cause: trans.__(
      'The Jupyter server answered with an error (HTTP %1).',
      status
    ),
    remedy: trans.__('Try again; if it stays, look into the log of the server.')
  }),
  'page.offline': trans => ({
    cause: trans.__('The Jupyter server cannot be reached.'),
    remedy: trans.__(
      'Check the connection and that the server is running, then try again.'
    )
  }),
  'page.changed': trans => ({
    cause: trans.__('The file changed while it was shown.'),
    remedy: trans.__('Open it again.')
  }),
  'page.unexpected': (trans, cause: string) => ({
    cause,
    remedy: trans.__('Try again; if it stays, reload the page.')
  }),
  'page.other-drive': (trans, drive: string) => ({
    cause: trans.__(
      'The file is on the drive “%1”, not on this server.',
      drive
    ),
    remedy: trans.__('Copy it to the Jupyter server and open it there.')
  }),
  'page.other-drive-chosen': (trans, drive: string) => ({
    cause: trans.__(
      'The file is on the drive “%1”, not on this server.',
      drive
    ),
    remedy: trans.__('Copy it to the Jupyter server and choose it there.')
  }),
  'page.folder-elsewhere': (trans, drive: string) => ({
    cause: trans.__(
      'The folder is on the drive “%1”, not on this server.',
      drive
    ),
    remedy: trans.__('Choose a folder of the Jupyter server.')
  }),
  'page.no-dialog': trans => ({
    cause: trans.__('This application has no dialog to choose files with.'),
    remedy: trans.__('Open the document in JupyterLab.')
  }),
  'page.name': trans => ({
    cause: trans.__('A name cannot be empty or contain “/” or “\\”.'),
    remedy: trans.__('Choose another name.')
  }),
  'page.name-taken': (trans, name: string) => ({
    cause: trans.__('There is a file “%1” already.', name),
    remedy: trans.__('Choose another name.')
  })
} satisfies Rows;
