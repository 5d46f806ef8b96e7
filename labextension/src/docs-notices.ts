/**
 * What a tab says of its document that is not about saving.
 */
import { Notification } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { OfficePanel } from './panel';
import type { Trouble } from './types';

type Trans = Pick<TranslationBundle, '__'>;

/** Docs granted less than was asked for. */
export function viewingOnly(trans: Trans): Trouble {
  return {
    code: 'docs-view',
    cause: trans.__('Docs opened the document for viewing only.'),
    remedy: trans.__(
      'Its limit of connections or its licence may be exhausted: close other documents and open this one again.'
    )
  };
}

/** The editor shows the file as somebody else changed it. */
export function changedOnDisk(trans: Trans): Trouble {
  return {
    code: 'changed',
    cause: trans.__('The file was changed on disk; this is its new content.'),
    remedy: ''
  };
}

/** Show what the server has to say of a document that opens. */
export function showNotice(panel: OfficePanel, notice: Trouble | null): void {
  panel.line.notice = notice;
  if (notice?.code === 'edits-gone') {
    // Too grave for a line that nobody reads.
    const { cause, remedy } = notice;
    Notification.error(
      `“${PathExt.basename(panel.path)}”: ${cause} ${remedy}`,
      { autoClose: false }
    );
  }
}
