/**
 * What a tab says of its document that is not about saving.
 */
import { Notification } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';

import type { DocumentTab } from '../documents/document-tab';
import type { Trans } from '../messages/row';
import { trouble } from '../messages/row';
import { TAB } from '../messages/tab';
import type { Trouble } from '../server/types';

/** Docs granted less than was asked for. */
export function viewingOnly(trans: Trans): Trouble {
  return trouble(TAB, 'tab.viewing-only', trans);
}

/** The editor shows the file as somebody else changed it. */
export function changedOnDisk(trans: Trans): Trouble {
  return trouble(TAB, 'tab.changed', trans);
}

/** The frame was loaded anew with an edit in it that Docs did not have. */
export function lostByReload(
  { office, path }: DocumentTab,
  moved: boolean
): void {
  const reason = moved ? 'tab.moved' : 'tab.restarted';
  const { cause, remedy } = trouble(TAB, reason, office.trans);
  Notification.warning(`“${PathExt.basename(path)}”: ${cause} ${remedy}`, {
    autoClose: false
  });
}

/** Show what the server has to say of a document that opens. */
export function showNotice(panel: DocumentTab, notice: Trouble | null): void {
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
