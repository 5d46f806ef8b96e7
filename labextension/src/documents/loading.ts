/**
 * What goes with the loading of an editor: its tab says so, the keyboard stays
 * where the user types, and what takes too long is told.
 */
import type { IDisposable } from '@lumino/disposable';

import { FocusGuard } from './focus-guard';
import { LoadingWatch } from './loading-watch';
import type { DocumentTab } from './document-tab';

export class Loading implements IDisposable {
  constructor(private readonly _panel: DocumentTab) {
    this._guard = new FocusGuard(
      _panel.parent?.node ?? _panel.node,
      _panel.stage.node
    );
    this._watch = new LoadingWatch(_panel);
    _panel.marks.setLoading(true);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    this._watch.dispose();
    this._guard.dispose();
  }

  /** The frame runs, and loads the document. */
  started(): void {
    this._watch.started();
  }

  /** The user goes to the editor: it takes the keyboard from nobody. */
  enter(): void {
    this._guard.release();
  }

  /** The document is shown; the editor may still reach for the keyboard. */
  ready(): void {
    this._watch.dispose();
    this._guard.ready();
    this._panel.marks.setLoading(false);
  }

  private readonly _guard: FocusGuard;
  private readonly _watch: LoadingWatch;
  private _isDisposed = false;
}
