/**
 * What other extensions of JupyterLab may use of this one. Each token may be
 * asked for as an optional one: an administrator can disable its plugin, and
 * there is none while the server extension cannot be reached.
 */
import { Token } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';

/** The office documents that are open in tabs of this page. Paths are those of the Jupyter server. */
export interface IOfficeDocuments {
  /** Path of the document that had the focus last; null when none is open. */
  readonly current: string | null;
  /** Emits when another document, or none, is `current`. */
  readonly currentChanged: ISignal<IOfficeDocuments, string | null>;
  /** Paths of all that are open, each once. */
  list(): string[];
  /** Emits when a document was opened, closed or renamed. */
  readonly listChanged: ISignal<IOfficeDocuments, void>;
  /** Emits the path of a document of which edits were stored in its file, also by others. */
  readonly saved: ISignal<IOfficeDocuments, string>;
  /** Open a document in a tab, or bring its tab to the front. Rejects when JupyterLab cannot. */
  open(path: string): Promise<void>;
  /**
   * Put the edits of a document into its file. Rejects when that fails, or when
   * the document is not open in this page.
   */
  save(path: string): Promise<void>;
}

export const IOfficeDocuments = new Token<IOfficeDocuments>(
  'jupyter-onlyoffice:IOfficeDocuments',
  'The office documents that are open: list, open, save, and signals of them.'
);

/** A document in an editor of Docs, as a feature sees it. */
export interface IEditedDocument {
  /** Path of the file on the Jupyter server, also after it was renamed. */
  readonly path: string;
  /** The config of the editor, as Docs documents it; it is signed, so changing it does nothing. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Call a method of the editor, such as `setUsers`; nothing happens when it is gone. */
  call(method: string, ...args: unknown[]): void;
}

/** Handlers by the names of the events of the editor, such as `onRequestInsertImage`. */
export type EditorHandlers = Record<
  string,
  (event: { data?: unknown }) => void | Promise<void>
>;

/** What the editors of Docs can ask of the page they are in. */
export interface IEditorFeatures {
  /**
   * Offer a feature in every editor of Docs that is opened from now on, until
   * what is returned is disposed of. `handlers` is called once an editor: Docs
   * shows the buttons of the events that have a handler. An event that this
   * extension or a feature added earlier handles stays with it. A rejection of a handler
   * is shown in the status line of the tab.
   */
  add(handlers: (document: IEditedDocument) => EditorHandlers): IDisposable;
}

export const IEditorFeatures = new Token<IEditorFeatures>(
  'jupyter-onlyoffice:IEditorFeatures',
  'Handlers for what the editors of ONLYOFFICE Docs ask of the page they are in.'
);

/**
 * Ids of commands; `app.commands.listCommands()` and `describedBy` tell their
 * arguments. One whose plugin is disabled, or that the server does not allow,
 * is not there: ask `hasCommand`.
 */
export interface IOfficeCommands {
  readonly create: string;
  readonly createFromTemplate: string;
  readonly convert: string;
  readonly download: string;
  readonly share: string;
  readonly switchMode: string;
  readonly openFavorite: string;
  readonly checkConnection: string;
  readonly enterEditor: string;
  readonly leaveEditor: string;
}

export const IOfficeCommands = new Token<IOfficeCommands>(
  'jupyter-onlyoffice:IOfficeCommands',
  'Ids of the commands for office documents.'
);
