/**
 * The plugin: it ties the parts to whatever the application provides. Every
 * token is optional, as Notebook 7 lacks some of them.
 */
import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import {
  ICommandPalette,
  IThemeManager,
  Notification,
  showErrorMessage
} from '@jupyterlab/apputils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import {
  IDefaultFileBrowser,
  IFileBrowserFactory
} from '@jupyterlab/filebrowser';
import { ILauncher } from '@jupyterlab/launcher';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';

import {
  addCards,
  addCommands,
  addToPalette,
  CREATE
} from './new-documents/commands';
import { addCheck, Connection } from './connection-check/connection';
import { addConvertCommands } from './convert/commands';
import { translateErrors, troubleOf } from './server/errors';
import { onMention, saveEvents } from './server/events';
import { addFavorites, Favorites } from './files/favorites';
import { openForms } from './documents/form-opener';
import { addKeyboard } from './keyboard/keyboard-commands';
import { addModes } from './documents/editing-modes';
import { extendNewMenu } from './new-documents/notebook-menu';
import type { Office } from './application/services';
import { persist } from './server/retry-load';
import { expect } from './documents/document-places';
import { addDocuments } from './application/registration';
import { Requests } from './server/requests';
import type { Settings } from './application/settings';
import { DEFAULTS, followSettings } from './application/settings';
import { translateSettings } from './application/settings-text';
import { addShareCommand } from './sharing/share-command';
import type { ServerStatus } from './server/types';
import { Unstored } from './saving/unsaved-documents';

const PLUGIN = 'jupyter-onlyoffice:plugin';

export const plugin: JupyterFrontEndPlugin<void> = {
  id: PLUGIN,
  description: 'Opens, edits, saves and creates office documents.',
  autoStart: true,
  optional: [
    ITranslator,
    IDocumentManager,
    IDefaultFileBrowser,
    IFileBrowserFactory,
    ILayoutRestorer,
    ILauncher,
    ICommandPalette,
    IThemeManager,
    ISettingRegistry,
    IStatusBar
  ],
  activate: async (
    app: JupyterFrontEnd,
    translator: ITranslator | null,
    documents: IDocumentManager | null,
    browser: IDefaultFileBrowser | null,
    browsers: IFileBrowserFactory | null,
    restorer: ILayoutRestorer | null,
    launcher: ILauncher | null,
    palette: ICommandPalette | null,
    themes: IThemeManager | null,
    registry: ISettingRegistry | null,
    statusBar: IStatusBar | null
  ): Promise<void> => {
    const { serviceManager: services } = app;
    const trans = (translator ?? nullTranslator).load('jupyter_onlyoffice');
    const currentBrowser = () => browsers?.tracker.currentWidget ?? browser;
    translateErrors(trans);
    translateSettings(registry, PLUGIN, trans);
    const requests = new Requests(services.serverSettings);
    let status: ServerStatus;
    try {
      status = await requests.status();
    } catch (error) {
      // The rest of JupyterLab must go on without us.
      const { cause, remedy } = troubleOf(error);
      Notification.warning(trans.__('Office documents cannot be opened.'), {
        autoClose: false,
        actions: [
          {
            label: trans.__('Details'),
            callback: () =>
              void showErrorMessage(
                trans.__('Office documents cannot be opened'),
                [cause, remedy].join(' ')
              )
          }
        ]
      });
      return;
    }

    const themeChanged = new Signal<object, void>({});
    themes?.themeChanged.connect(() => themeChanged.emit());
    const settings: Settings = { ...DEFAULTS };
    const favorites = new Favorites(settings, services.contents, paths =>
      registry?.set(PLUGIN, 'favorites', paths)
    );
    const unstored = new Unstored();

    const office: Office = {
      commands: app.commands,
      requests,
      services,
      documents,
      trans,
      translator: translator ?? nullTranslator,
      language: (translator?.languageCode || 'en').replace('_', '-'),
      status,
      settings,
      favorites,
      saves: saveEvents(services.events),
      restored: app.restored,
      themeChanged,
      fileTypeOf: path => app.docRegistry.getFileTypesForPath(path)[0],
      isLight: () =>
        settings.theme === 'auto'
          ? document.body.dataset.jpThemeLight !== 'false'
          : settings.theme === 'light',
      ownNames: () => {
        const me = services.user.identity;
        return me ? [me.display_name, me.name, me.username] : [];
      },
      renamed: (from, to) => contents?.renamed(from, to),
      create: (type, cwd) => app.commands.execute(CREATE, { type, cwd }),
      filesChanged: () => void currentBrowser()?.model.refresh(),
      unstored,
      get connection() {
        return connection;
      },
      find: path =>
        tracker.find(({ content }) => content.path === path && content.running)
          ?.content,
      open: (path, place) => {
        const shown = tracker.find(({ content }) => content.path === path);
        if (place !== undefined) {
          expect(path, place);
        }
        void app.commands.execute('docmanager:open', { path });
        if (shown && place !== undefined) {
          void shown.content.reload();
        }
      },
      refocus: () => {
        const next = app.shell.currentWidget ?? browser;
        if (next) {
          app.shell.activateById(next.id);
        }
      },
      openBeside: (path, tab) => {
        const options = { mode: 'split-right', ref: tab.parent?.id };
        void app.commands.execute('docmanager:open', { path, options });
      }
    };

    const connection = new Connection(app, office);
    const { tracker, contents } = addDocuments(app, office, restorer);
    addCommands(app, office, browser);
    addShareCommand(app, office, browser);
    addConvertCommands(app, office, currentBrowser);
    if (browser && /notebook/i.test(app.name)) {
      extendNewMenu(browser, office);
    }
    addCheck(app, office, palette);
    addKeyboard(app, office, palette);
    if (palette) {
      addToPalette(palette, office);
    }
    if (status.editor === 'docs') {
      addModes(app, office, palette);
      addFavorites(app, office, palette);
      openForms(app, office);
    }

    watchUnstored(office, statusBar);
    void app.restored
      .then(() => import('./files/property-panel'))
      .then(({ addProperties }) =>
        addProperties(app, office, browser, tracker)
      );

    const mentions = () =>
      void import('./sharing/mentions').then(({ showMentions }) =>
        showMentions(office)
      );
    if (status.editor === 'docs') {
      onMention(services.events, mentions);
      void app.restored.then(mentions);
    }

    window.addEventListener('beforeunload', event => {
      if (tracker.find(({ content }) => content.unsaved)) {
        event.preventDefault();
      }
    });

    let cards: IDisposable | null = null;
    const apply = (): void => {
      if (launcher && settings.launcher && !cards) {
        cards = addCards(launcher, office);
      } else if (!settings.launcher) {
        cards?.dispose();
        cards = null;
      }
      themeChanged.emit();
    };
    followSettings(registry, PLUGIN, settings, apply);
  }
};

/** Show what is not stored; the code for it is loaded when there is something. */
function watchUnstored(office: Office, statusBar: IStatusBar | null): void {
  const { unstored, saves, status } = office;
  saves.connect((_, event) => unstored.hear(event));
  const show = (): void => {
    unstored.changed.disconnect(show);
    // That the server cannot be reached may be what is to be shown.
    void persist(() => import('./saving/unsaved-view')).then(
      ({ showUnstored }) => showUnstored(office, statusBar)
    );
  };
  unstored.changed.connect(show);
  unstored.tell(status.waiting, status.user);
}
