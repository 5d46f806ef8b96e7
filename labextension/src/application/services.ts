/**
 * What all parts of the front end share: the services of the application. What
 * other parts provide of it is declared here, and made by `plugin.ts`: this file
 * imports nothing that imports it.
 */
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { ServiceManager } from '@jupyterlab/services';
import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { ISignal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';

import type { ErrorAction } from '../documents/error-panel';
import type { AddedFeatures } from '../features/added-features';
import type { Requests } from '../server/requests';
import type { Settings } from './settings';
import type { SaveEvent, ServerStatus, Trouble } from '../server/types';
import type { Unstored } from '../saving/unsaved-documents';

/** Name of our model and of our content provider. */
export const ID = 'onlyoffice';

/** Names of our widget factories: for all that the user may do, and for viewing. */
export const FACTORY = 'ONLYOFFICE';
export const VIEWER = 'ONLYOFFICE (view)';

/** The user's favourite documents, by their paths. */
export interface FavoriteDocuments {
  readonly paths: string[];
  has(path: string): boolean;
  set(path: string, favorite: boolean): Promise<void>;
}

/** The check of the way to Docs and back. */
export interface ConnectionCheck {
  /** Check the connection, in a tab in front. */
  check(): Promise<void>;
  /**
   * A document cannot be opened in the tab `widget`. Answers what the user is
   * offered; for the first one the check comes by itself, beside the tab.
   */
  failed(trouble: Trouble, widget: Widget | null): ErrorAction[];
}

/** The tab of a document that is open in this page. */
export interface OpenTab {
  readonly isVisible: boolean;
  /** Store what could not be stored before. */
  retry(): Promise<void>;
}

export interface Office {
  /** The commands of the application. */
  readonly commands: CommandRegistry;
  readonly requests: Requests;
  readonly services: ServiceManager.IManager;
  readonly documents: IDocumentManager | null;
  readonly trans: TranslationBundle;
  /** For dialogs of JupyterLab. */
  readonly translator: ITranslator;
  /** Language of the interface as BCP 47: "de", "fr-FR". */
  readonly language: string;
  readonly status: ServerStatus;
  /** What the user has set, kept up to date. */
  readonly settings: Readonly<Settings>;
  readonly favorites: FavoriteDocuments;
  /** Save events of the server, of all documents. */
  readonly saves: ISignal<unknown, SaveEvent>;
  /** Resolves once the layout of the last time is back. */
  readonly restored: Promise<void>;
  /** Emits when JupyterLab's theme or our setting of it changes. */
  readonly themeChanged: ISignal<unknown, void>;
  /** Type of a file by its name. */
  fileTypeOf(path: string): DocumentRegistry.IFileType | undefined;
  isLight(): boolean;
  /** The names under which Docs may know the user of this page. */
  ownNames(): string[];
  /** A file was renamed by somebody else: JupyterLab follows. */
  renamed(from: string, to: string): void;
  /** Files were made: the file browser shows them. */
  filesChanged(): void;
  /** Documents whose last save did not succeed. */
  readonly unstored: Unstored;
  /** Null where it is disabled. */
  readonly connection: ConnectionCheck | null;
  /** Features of the editor that other extensions have added. */
  readonly addedFeatures: AddedFeatures | null;
  /** The tab of this page in which the editor of a document runs. */
  find(path: string): OpenTab | undefined;
  /** Open a document in a tab, at a place that Docs has named if there is one. */
  open(path: string, place?: unknown): void;
  /** Whether documents can be created: an administrator can disable that. */
  canCreate(): boolean;
  /** Create a document of a type in a folder and open it. */
  create(type: string, folder: string): Promise<void>;
  /** The tab that had the keyboard is gone: give it to what is in front now. */
  refocus(): void;
  /** Open a document to the right of another one. */
  openBeside(path: string, tab: Widget): void;
}
