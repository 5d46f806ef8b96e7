/**
 * What the tab of a document needs of the editor inside it.
 */
import type { IDisposable } from '@lumino/disposable';

export interface EditorSession extends IDisposable {
  /** Whether leaving the page now would lose an edit. */
  readonly unsaved: boolean;

  /** Whether a save reaches the file now, and not only at the close. */
  readonly savesNow: boolean;

  /** Put every edit into the file; rejects when that fails. */
  save(): Promise<void>;

  /** Store what could not be stored before; rejects when that fails again. */
  retry(): Promise<void>;

  /**
   * Bring the edits to safety before the tab closes. Answers whether it may
   * close; asks the user when they cannot be saved.
   */
  settle(): Promise<boolean>;

  /** Take the keyboard. */
  focus(): void;

  /** Follow JupyterLab's theme. */
  setLight(isLight: boolean): void;
}
