/**
 * Other formats of a document: Convert To, Download As.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import {
  IDefaultFileBrowser,
  IFileBrowserFactory
} from '@jupyterlab/filebrowser';

import { IRunningOffice } from '../application/running-office';
import { addConvertCommands } from '../convert/commands';

export const conversion: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-onlyoffice:conversion',
  description: 'Converts office documents to other formats.',
  autoStart: true,
  optional: [IRunningOffice, IDefaultFileBrowser, IFileBrowserFactory],
  activate: (
    app: JupyterFrontEnd,
    running: IRunningOffice | null,
    browser: IDefaultFileBrowser | null,
    browsers: IFileBrowserFactory | null
  ): void => {
    if (running) {
      addConvertCommands(
        app,
        running.office,
        () => browsers?.tracker.currentWidget ?? browser
      );
    }
  }
};
