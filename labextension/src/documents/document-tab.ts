/**
 * The tab of a document, as the parts that work in it know it; the class is in
 * `document-panel.ts`, and is imported only where tabs are made.
 */
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { Widget } from '@lumino/widgets';

import type { Office } from '../application/services';
import type { SaveState } from '../saving/save-state';
import type { StatusLine } from '../saving/status-line';
import type { Trouble } from '../server/types';
import type { ErrorAction } from './error-panel';
import type { Mode } from './open-answer';

/** What a tab shows of its editor, beside the status line. */
export interface TabIndicators {
  /** Show why there is no editor, or none yet, over the stage. */
  showError(trouble: Trouble, actions: ErrorAction[]): void;
  hideError(): void;
  setLoading(loading: boolean): void;
  /** Cover the editor while its edits are brought to safety. */
  setClosing(closing: boolean): void;
  /** Keep the user from typing into an editor that is about to be exchanged. */
  setRenewing(renewing: boolean): void;
  /** Mark the tab as one whose file lacks edits. */
  setDirty(dirty: boolean): void;
}

export interface DocumentTab extends Widget {
  readonly office: Office;
  readonly context: DocumentRegistry.Context;

  /** Where the editor goes. */
  readonly stage: Widget;

  readonly line: StatusLine;

  readonly marks: TabIndicators;

  /** What the document is asked for; the server may grant less. */
  mode: Mode | undefined;

  /** What it is opened for, and what it could be. */
  grantedMode: Mode;
  modes: Mode[];

  /** Path of the file on the Jupyter server. */
  readonly path: string;

  /** Whether a save reaches the file now, and not only when the tab is closed. */
  readonly savesNow: boolean;

  /** How often the tab came into the page: once, and with each move to another area. */
  readonly attached: number;

  /** Put the edits into the file; nothing to do before an editor runs. */
  save(): Promise<void>;

  /** Tell how the edits stand, here and wherever failures are shown. */
  setState(state: SaveState): void;

  /** Show a widget above the line, in the place of an editor or over it. */
  place(widget: Widget): void;

  /** Resolves when the tab is in front. */
  shown(): Promise<void>;

  /** Start the editor, or start it anew. */
  start(): Promise<void>;

  /**
   * Show the file as it is on disk. Unstored edits are stored first, by Docs at
   * the close of the document: beside the file, if that changed.
   */
  reload(): Promise<void>;

  /** The server says that `path` is the file's name and place now. */
  follow(path: string): void;

  /** Let the user choose again how to work on the document. */
  reconsider(): Promise<void>;

  /** Whether the user may be asked now how to work on the document. */
  takeAsk(): 'once' | 'again';

  /** Open the document anew, for something else, once the edits are safe. */
  openFor(mode: Mode): Promise<void>;

  /** Fetch the file's new time stamp. */
  refreshMetadata(): void;

  /** Show why there is no editor. */
  fail(trouble: Trouble): void;
}
