/**
 * New documents: commands, launcher, palette, and the menu of Notebook 7.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { ILauncher } from '@jupyterlab/launcher';
import type { IDisposable } from '@lumino/disposable';

import { IRunningOffice } from '../application/running-office';
import { addCards, addCommands, addToPalette } from '../new-documents/commands';
import { extendNewMenu } from '../new-documents/notebook-menu';

export const newDocuments: JupyterFrontEndPlugin<void> = {
  id: 'jupyter-onlyoffice:new-documents',
  description: 'Creates office documents, from the launcher and the menus.',
  autoStart: true,
  optional: [IRunningOffice, IDefaultFileBrowser, ILauncher, ICommandPalette],
  activate: (
    app: JupyterFrontEnd,
    running: IRunningOffice | null,
    browser: IDefaultFileBrowser | null,
    launcher: ILauncher | null,
    palette: ICommandPalette | null
  ): void => {
    if (!running) {
      return;
    }
    const { office, settingsChanged, settingsLoaded } = running;
    addCommands(app, office, browser);
    if (browser && /notebook/i.test(app.name)) {
      extendNewMenu(browser, office);
    }
    if (palette) {
      addToPalette(palette, office);
    }
    let cards: IDisposable | null = null;
    const update = (): void => {
      if (launcher && office.settings.launcher && !cards) {
        cards = addCards(launcher, office);
      } else if (!office.settings.launcher) {
        cards?.dispose();
        cards = null;
      }
    };
    void settingsLoaded.then(() => {
      update();
      settingsChanged.connect(update);
    });
  }
};
