/**
 * Tells what became of edits after their tab was closed or while it is hidden.
 */
import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';

import type { Office } from './office';
import type { SaveEvent } from './types';

/** Notify about `event` where no visible status line shows it. */
export function notify(office: Office, event: SaveEvent): void {
  const { trans } = office;
  const name = PathExt.basename(event.path);
  if (event.state === 'copied' && event.savedAs) {
    const copy = event.savedAs;
    Notification.warning(
      trans.__(
        'The edits of “%1” are in a copy beside it: “%2”.',
        name,
        PathExt.basename(copy)
      ),
      {
        autoClose: false,
        actions: [
          {
            label: trans.__('Open the copy'),
            callback: () => office.open(copy)
          },
          ...(event.cause
            ? [
                {
                  label: trans.__('Details'),
                  callback: (click: MouseEvent) =>
                    showDetails(office, event, click)
                }
              ]
            : [])
        ]
      }
    );
  } else if (event.state === 'failed') {
    Notification.error(
      trans.__('The edits of “%1” were not stored in the file.', name),
      {
        autoClose: false,
        actions: [
          {
            label: trans.__('Open the document'),
            callback: () => office.open(event.path)
          },
          {
            label: trans.__('Details'),
            callback: (click: MouseEvent) => showDetails(office, event, click)
          }
        ]
      }
    );
  }
}

function showDetails(
  office: Office,
  event: SaveEvent,
  click: MouseEvent
): void {
  click.preventDefault(); // Keeps the notification.
  const { trans } = office;
  void showDialog({
    title: event.path,
    body: [event.cause, event.remedy].filter(Boolean).join(' '),
    buttons: [Dialog.okButton({ label: trans.__('Close') })]
  });
}
