/**
 * Keeps a view alive. Docs shows a viewer the edits of one room, which ends with
 * the last editor: the view moves on to the next one.
 */
import type { IDisposable } from '@lumino/disposable';

import type { Office } from '../application/services';
import { openQuery } from './open-query';
import type { DocumentTab } from './document-tab';
import type { SaveEvent } from '../server/types';

export interface Viewer {
  readonly viewing: boolean;
  /** The room that is shown. */
  readonly key: string;
  /** Go on with the room of now. */
  renew(): Promise<void>;
}

export class LiveView implements IDisposable {
  constructor(
    private readonly _office: Office,
    private readonly _panel: DocumentTab,
    private readonly _viewer: Viewer
  ) {
    _office.saves.connect(this._onSave, this);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    this._office.saves.disconnect(this._onSave, this);
  }

  private _onSave(_: unknown, event: SaveEvent): void {
    const { _panel: panel, _viewer: viewer } = this;
    if (!viewer.viewing || event.path !== panel.path) {
      return;
    }
    if (event.key !== viewer.key) {
      if (event.state !== 'users' || event.users.length > 0) {
        void viewer.renew();
      }
    } else if (event.state === 'stored') {
      this._watch().catch(() => undefined); // The next event brings it, too.
    }
  }

  /** If the room has ended, have the server watch the file for us. */
  private async _watch(): Promise<void> {
    const { requests } = this._office;
    const { document } = await requests.status(this._panel.path);
    if (!document && !this._isDisposed) {
      await requests.open(this._panel.path, openQuery(this._panel));
    }
  }

  private _isDisposed = false;
}
