/**
 * Documents that are not stored: notifications, and an item of the status bar.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IStatusBar } from '@jupyterlab/statusbar';

import { IRunningOffice } from '../application/running-office';
import { persist } from '../server/retry-load';

export const status: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-onlyoffice:status',
  description:
    'Shows which office documents are not stored, in notifications and the status bar.',
  autoStart: true,
  optional: [IRunningOffice, IStatusBar],
  activate: (
    _: JupyterFrontEnd,
    running: IRunningOffice | null,
    bar: IStatusBar | null
  ): void => {
    if (!running) {
      return;
    }
    const { office } = running;
    const { unstored } = office;
    // The code for it is loaded when there is something to show.
    const show = (): void => {
      unstored.changed.disconnect(show);
      // That the server cannot be reached may be what is to be shown.
      void persist(() => import('../saving/unsaved-view')).then(
        ({ showUnstored }) => showUnstored(office, bar)
      );
    };
    unstored.changed.connect(show);
    if (unstored.documents.length + unstored.copies.length > 0) {
      show();
    }
  }
};
