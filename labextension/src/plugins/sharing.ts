/**
 * Share links for guests in the file browser, and mentions in comments.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';

import { IRunningOffice } from '../application/running-office';
import { onMention } from '../server/events';
import { addShareCommand } from '../sharing/share-command';

export const sharing: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-onlyoffice:sharing',
  description:
    'Shares office documents from the file browser, and shows who mentioned the user.',
  autoStart: true,
  optional: [IRunningOffice, IDefaultFileBrowser],
  activate: (
    app: JupyterFrontEnd,
    running: IRunningOffice | null,
    browser: IDefaultFileBrowser | null
  ): void => {
    if (!running) {
      return;
    }
    const { office } = running;
    addShareCommand(app, office, browser);
    if (office.status.editor === 'docs') {
      const mentions = () =>
        void import('../sharing/mentions').then(({ showMentions }) =>
          showMentions(office)
        );
      onMention(office.services.events, mentions);
      void app.restored.then(mentions);
    }
  }
};
