/**
 * What the notifications of edits that are not in their file say and offer.
 */
import type { Notification } from '@jupyterlab/apputils';
import { Dialog, showDialog } from '@jupyterlab/apputils';

import type { Office } from '../application/services';
import type { Copy, UnstoredDocument } from './unsaved-documents';
import { download, nameOf } from './unsaved-actions';
import { openUnstored, placeOf } from './unsaved-dialog';

type Action = Notification.IAction;

/** One notification: its words, colour and buttons. */
export interface Said {
  message: string;
  type: Notification.TypeOptions;
  actions: Action[];
}

/** The words and actions of a document that is not stored. */
export function failureOf(
  entry: UnstoredDocument,
  office: Office,
  again: () => void
): Said {
  const { trans } = office;
  const { path, savedAs } = entry;
  const actions: Action[] = [
    {
      label: trans.__('Try again'),
      displayType: 'accent',
      callback: kept(again)
    }
  ];
  if (entry.place !== 'browser') {
    actions.push({
      label: trans.__('Download'),
      caption: trans.__('Download the newest edits to your own machine'),
      callback: kept(() => void download(office, path))
    });
  }
  if (savedAs) {
    actions.push({
      label: trans.__('Open the copy'),
      callback: kept(() => office.open(savedAs))
    });
  }
  actions.push({
    label: trans.__('Details'),
    callback: kept(() => void openUnstored(office, path))
  });
  const message = trans.__('“%1” is not stored: %2', nameOf(path), entry.cause);
  return {
    message: `${message}\n${placeOf(entry.place, office)}`,
    type: 'error',
    actions
  };
}

/** Those of a copy that the user may not know of. */
export function copyOf(copy: Copy, office: Office): Said {
  const { trans } = office;
  const { path, savedAs, cause } = copy;
  const actions: Action[] = [
    savedAs
      ? {
          label: trans.__('Open the copy'),
          displayType: 'accent',
          callback: () => office.open(savedAs)
        }
      : { label: trans.__('Open'), callback: () => office.open(path) }
  ];
  if (copy.conflict) {
    actions.unshift({
      label: trans.__('Choose…'),
      caption: trans.__('Choose which version the file should hold'),
      displayType: 'accent',
      callback: () => office.open(path)
    });
    delete actions[1].displayType;
  }
  if (cause) {
    actions.push({
      label: trans.__('Details'),
      callback: kept(
        () =>
          void showDialog({
            title: path,
            body: cause,
            buttons: [Dialog.okButton({ label: trans.__('Close') })]
          })
      )
    });
  }
  if (copy.gone) {
    const message = trans.__(
      'Edits of “%1” may be missing: %2',
      nameOf(path),
      cause
    );
    return { message, type: 'error', actions };
  }
  const message = copy.conflict
    ? trans.__(
        '“%1” was changed on disk while you edited it. Your edits are in “%2”.',
        nameOf(path),
        nameOf(savedAs ?? path)
      )
    : trans.__(
        'The edits of “%1” are in a copy beside it: “%2”.',
        nameOf(path),
        nameOf(savedAs ?? path)
      );
  return { message, type: 'warning', actions };
}

/** An action that keeps its notification. */
function kept(execute: () => void): (click: MouseEvent) => void {
  return click => {
    click.preventDefault();
    execute();
  };
}
