/**
 * The properties of a document in JupyterLab's property inspector.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';

import { IRunningOffice } from '../application/running-office';

export const properties: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-onlyoffice:properties',
  description: 'Shows the properties of office documents.',
  autoStart: true,
  optional: [IRunningOffice, IDefaultFileBrowser],
  activate: (
    app: JupyterFrontEnd,
    running: IRunningOffice | null,
    browser: IDefaultFileBrowser | null
  ): void => {
    if (running) {
      void app.restored
        .then(() => import('../files/property-panel'))
        .then(({ addProperties }) =>
          addProperties(app, running.office, browser, running.tracker)
        );
    }
  }
};
