/**
 * What the tab and the built-in editor agree on.
 */
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';

import type { BuiltinAnswer, Mode } from '../documents/open-answer';
import type { Requests } from '../server/requests';
import type { SaveState } from '../saving/save-state';
import type { Trouble } from '../server/types';

/** What `createBuiltinPanel` of `./builtin` is given. */
export interface BuiltinOptions {
  answer: BuiltinAnswer;
  context: DocumentRegistry.Context;
  trans: TranslationBundle;
  /** Language of the interface as BCP 47. */
  language: string;
  requests: Requests;
  isLight: boolean;
  /** To be called with every change of state; shown in the status line. */
  onState(state: SaveState): void;
  /** To be called when the user asks in the editor to save. */
  onSave(): void;
  /** To be called with what the document is open for, whenever it is opened. */
  onMode(mode: Mode): void;
  /** To be called with the path at which the file was found. */
  onMoved(path: string): void;
  /** To be called with what the user should know, once. */
  onNews(news: Trouble): void;
}

/** The built-in editor or view, as the panel of the tab uses it. */
export interface BuiltinWidget extends Widget {
  /**
   * Save what is unsaved; called by Save, Ctrl+S and before the tab closes.
   * Resolves once the edits are in the file and rejects when they are not.
   */
  save(): Promise<void>;

  /** Tell now of an edit that was not told of yet. */
  look(): void;

  /** Follow JupyterLab's theme. */
  setLight?(isLight: boolean): void;
}
