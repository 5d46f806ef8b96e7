/**
 * The open documents, for other extensions.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';

import { IRunningOffice } from '../application/running-office';
import { FACTORY } from '../application/services';
import { OpenDocuments } from '../documents/open-documents';
import { IOfficeDocuments } from '../tokens';

export const documentsApi: JupyterFrontEndPlugin<IOfficeDocuments | null> = {
  id: 'jupyter-onlyoffice:documents',
  description: 'Tells other extensions of the office documents that are open.',
  autoStart: true,
  optional: [IRunningOffice],
  provides: IOfficeDocuments,
  activate: ({ commands }: JupyterFrontEnd, running: IRunningOffice | null) =>
    running &&
    new OpenDocuments(running.tracker, commands, FACTORY, running.office.saves)
};
