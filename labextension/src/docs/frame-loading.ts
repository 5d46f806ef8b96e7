/**
 * How far the frame of an editor is: from its start, and again each time that
 * the browser loads it anew, to the document in it.
 */
import type { DocumentTab } from '../documents/document-tab';
import { Loading } from '../documents/loading';
import { lostByReload } from './docs-notices';

export class FrameLoading {
  constructor(private readonly _panel: DocumentTab) {}

  /** Whether the editor shows the document. */
  get isReady(): boolean {
    return this._isReady;
  }

  /** The editor starts, or starts anew. */
  begin(): void {
    this._isReady = false;
    this._progress?.dispose();
    this._progress = new Loading(this._panel);
  }

  /** There is a frame. */
  started(): void {
    this._attached = this._panel.attached;
    this._progress?.started();
  }

  ready(): void {
    this._isReady = true;
    this._progress?.ready();
  }

  /** The keyboard goes into the editor. */
  enter(): void {
    this._progress?.enter();
  }

  /** Tell that edits went with the frame before. */
  tellLost(): void {
    lostByReload(this._panel, this._panel.attached !== this._attached);
  }

  /** Show no progress any more. */
  dispose(): void {
    this._progress?.dispose();
  }

  private _isReady = false;
  private _attached = 0;
  private _progress: Loading | null = null;
}
