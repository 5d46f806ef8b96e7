/**
 * Lets the file follow the edits as JupyterLab's setting says.
 */
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { IDisposable } from '@lumino/disposable';

/** Without a document manager that says otherwise, in s. */
const INTERVAL = 120;

export class Autosave implements IDisposable {
  constructor(
    private readonly _documents: IDocumentManager | null,
    private readonly _save: () => Promise<void>
  ) {}

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Tell whether there is something to save. */
  update(needed: boolean): void {
    if (!needed || this._isDisposed) {
      window.clearTimeout(this._timer);
      this._timer = 0;
    } else if (!this._timer) {
      const seconds = this._documents?.autosaveInterval ?? INTERVAL;
      this._timer = window.setTimeout(() => {
        this._timer = 0;
        if (this._documents?.autosave ?? true) {
          this._save().catch(() => undefined); // The status line shows it.
        } else {
          this.update(true);
        }
      }, seconds * 1000);
    }
  }

  dispose(): void {
    this._isDisposed = true;
    this.update(false);
  }

  private _isDisposed = false;
  private _timer = 0;
}
