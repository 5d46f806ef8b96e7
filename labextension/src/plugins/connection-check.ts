/**
 * The check of the way to Docs and back.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';

import { IRunningOffice } from '../application/running-office';
import { addCheck, Connection } from '../connection-check/connection';

export const connectionCheck: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-onlyoffice:connection-check',
  description:
    'Checks the connection between the browser, ONLYOFFICE Docs and the Jupyter server.',
  autoStart: true,
  optional: [IRunningOffice, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    running: IRunningOffice | null,
    palette: ICommandPalette | null
  ): void => {
    if (running) {
      const connection = new Connection(app, running.office);
      running.offerCheck(connection);
      addCheck(app, running.office, connection, palette);
    }
  }
};
