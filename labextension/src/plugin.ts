/**
 * The plugin that opens documents, which all others in `plugins/` need: it ties
 * the parts to whatever the application provides. Every token is optional, as
 * Notebook 7 lacks some of them, and as administrators can disable plugins.
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
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { PromiseDelegate } from '@lumino/coreutils';
import { Signal } from '@lumino/signaling';

import { IRunningOffice } from './application/running-office';
import { CREATE } from './new-documents/commands';
import { translateErrors, troubleOf } from './server/errors';
import { saveEvents } from './server/events';
import { addFavorites, Favorites } from './files/favorites';
import { openForms } from './documents/form-opener';
import { addKeyboard } from './keyboard/keyboard-commands';
import { addModes } from './documents/editing-modes';
import { AddedFeatures } from './features/added-features';
import type { ConnectionCheck, Office } from './application/services';
import { IEditorFeatures } from './tokens';
import { expect } from './documents/document-places';
import { addDocuments } from './application/registration';
import { Requests } from './server/requests';
import type { Settings } from './application/settings';
import { DEFAULTS, followSettings } from './application/settings';
import { translateSettings } from './application/settings-text';
import type { ServerStatus } from './server/types';
import { Unstored } from './saving/unsaved-documents';

const PLUGIN = 'jupyter-onlyoffice:plugin';

export const plugin: JupyterFrontEndPlugin<IRunningOffice | null> = {
  id: PLUGIN,
  description: 'Opens, edits, saves and creates office documents.',
  autoStart: true,
  provides: IRunningOffice,
  optional: [
    ITranslator,
    IDocumentManager,
    IDefaultFileBrowser,
    IFileBrowserFactory,
    ILayoutRestorer,
    ICommandPalette,
    IThemeManager,
    ISettingRegistry,
    IEditorFeatures
  ],
  activate: async (
    app: JupyterFrontEnd,
    translator: ITranslator | null,
    documents: IDocumentManager | null,
    browser: IDefaultFileBrowser | null,
    browsers: IFileBrowserFactory | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    themes: IThemeManager | null,
    registry: ISettingRegistry | null,
    features: IEditorFeatures | null
  ): Promise<IRunningOffice | null> => {
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
      return null;
    }

    const themeChanged = new Signal<object, void>({});
    themes?.themeChanged.connect(() => themeChanged.emit());
    const settings: Settings = { ...DEFAULTS };
    const favorites = new Favorites(settings, services.contents, paths =>
      registry?.set(PLUGIN, 'favorites', paths)
    );
    const unstored = new Unstored();

    let connection: ConnectionCheck | null = null;
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
      canCreate: () => app.commands.hasCommand(CREATE),
      create: (type, cwd) => app.commands.execute(CREATE, { type, cwd }),
      filesChanged: () => void currentBrowser()?.model.refresh(),
      unstored,
      addedFeatures: features instanceof AddedFeatures ? features : null,
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

    const { tracker, contents } = addDocuments(app, office, restorer);
    addKeyboard(app, office, palette);
    if (status.editor === 'docs') {
      addModes(app, office, palette);
      addFavorites(app, office, palette);
      openForms(app, office);
    }
    unstored.tell(status.waiting, status.user);
    office.saves.connect((_, event) => unstored.hear(event));

    window.addEventListener('beforeunload', event => {
      if (tracker.find(({ content }) => content.unsaved)) {
        event.preventDefault();
      }
    });

    const settingsChanged = new Signal<object, void>({});
    const settingsLoaded = new PromiseDelegate<void>();
    followSettings(registry, PLUGIN, settings, () => {
      settingsLoaded.resolve();
      settingsChanged.emit();
      themeChanged.emit();
    });
    return {
      office,
      tracker,
      settingsChanged,
      settingsLoaded: settingsLoaded.promise,
      offerCheck: check => {
        connection = check;
      }
    };
  }
};
