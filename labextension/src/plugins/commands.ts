/**
 * The ids of the commands, for other extensions.
 */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { CHECK } from '../connection-check/connection';
import { CONVERT, DOWNLOAD_AS } from '../convert/commands';
import { SWITCH } from '../documents/editing-modes';
import { OPEN_FAVORITE } from '../files/favorites';
import { ENTER, LEAVE } from '../keyboard/keyboard';
import { CREATE, FROM_TEMPLATE } from '../new-documents/commands';
import { SHARE } from '../sharing/share-command';
import { IOfficeCommands } from '../tokens';

export const commandIds: JupyterFrontEndPlugin<IOfficeCommands> = {
  id: 'jupyter-onlyoffice:commands',
  description: 'Tells other extensions the ids of the commands.',
  autoStart: true,
  provides: IOfficeCommands,
  activate: () => ({
    create: CREATE,
    createFromTemplate: FROM_TEMPLATE,
    convert: CONVERT,
    download: DOWNLOAD_AS,
    share: SHARE,
    switchMode: SWITCH,
    openFavorite: OPEN_FAVORITE,
    checkConnection: CHECK,
    enterEditor: ENTER,
    leaveEditor: LEAVE
  })
};
