/**
 * What the editor's error and warning codes mean to a person.
 *
 * The codes are those of `Asc.c_oAscError.ID` in the editors of Docs; -4, -20,
 * -21, -23, -101 and -104 were measured with 9.3.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Trouble } from './types';

type Trans = Pick<TranslationBundle, '__'>;

/** Put an `onError` into cause and remedy. */
export function explainError(
  code: number,
  description: string,
  trans: Trans
): Trouble {
  const say = (cause: string, remedy: string): Trouble => ({
    code: `docs${code}`,
    cause,
    remedy
  });
  switch (code) {
    case -2:
      return say(
        trans.__('Docs took too long to convert the document.'),
        trans.__('Try again; a very large document may exceed its limits.')
      );
    case -3:
    case -82:
    case -85:
      return say(
        trans.__('Docs cannot read the document; it may be damaged.'),
        trans.__(
          'Open it in a desktop office program or go back to an earlier version.'
        )
      );
    case -4:
      return say(
        trans.__('Docs could not download the document from this server.'),
        trans.__(
          'The Docs server must be able to reach the Jupyter server: check c.OnlyOffice.jupyter_url, and that Docs may call private addresses.'
        )
      );
    case -19:
      return say(
        trans.__('The document is protected by a password.'),
        trans.__('Open it again and enter the password.')
      );
    case -6:
      return say(
        trans.__('The database of the Docs server answers with an error.'),
        trans.__('Look into the log of the Docs server, then try again.')
      );
    case -8:
    case -20:
      return say(
        trans.__('Docs refused the signature of this server.'),
        trans.__(
          'c.OnlyOffice.jwt_secret must be the JWT_SECRET of the Docs server.'
        )
      );
    case -21:
      return say(
        trans.__('Docs says that the link to the document has expired.'),
        trans.__(
          'Try again. If it stays, the clocks of the two servers differ: set them by NTP.'
        )
      );
    case -22:
      return say(
        trans.__('The Docs server has as many users as its licence allows.'),
        trans.__('Try again when somebody has closed a document.')
      );
    case -23:
      return say(
        trans.__('Docs says that you may not do this with the document.'),
        trans.__('Close the document and open it again.')
      );
    case -18:
    case -100:
    case -120:
    case -121:
    case -122:
      return say(
        trans.__('The connection to the Docs server was lost.'),
        trans.__(
          'Keep the tab open until it is back; if it does not come back, copy what you typed last and open the document again.'
        )
      );
    case -83:
      return say(
        trans.__('Docs could not convert the document for saving.'),
        trans.__('Download a copy from the File menu of the editor.')
      );
    case -84:
      return say(
        trans.__('The document is larger than the Docs server accepts.'),
        trans.__('Split it, or raise the limits of the Docs server.')
      );
    default:
      return say(
        description
          ? trans.__('Docs reports: %1', description)
          : trans.__('Docs reports error %1.', String(code)),
        trans.__('Try again; if it stays, look into the log of Docs.')
      );
  }
}

/** Put an `onWarning` into cause and remedy; null when nobody need know it. */
export function explainWarning(
  code: number,
  description: string,
  trans: Trans
): Trouble | null {
  switch (code) {
    case -101:
      return {
        code: 'docs-101',
        cause: trans.__('Docs cannot report to the Jupyter server.'),
        remedy: trans.__(
          'Saving may fail: check c.OnlyOffice.jupyter_url before you go on.'
        )
      };
    case -104:
      return {
        code: 'docs-104',
        cause: trans.__('Docs had kept edits that could not be stored before.'),
        remedy: trans.__('They are in this document: check it and save it.')
      };
    default:
      return description
        ? {
            code: `docs${code}`,
            cause: trans.__('Docs warns: %1', description),
            remedy: ''
          }
        : null;
  }
}
