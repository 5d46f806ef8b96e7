/**
 * What the server tells of one document in Docs: by its events, and when it is
 * asked, as an event may have been missed.
 */
import type { IDisposable } from '@lumino/disposable';

import type { Office } from '../application/services';
import type { DocumentTab } from '../documents/document-tab';
import type { SaveTracker } from './save-tracker';
import { trouble } from '../messages/row';
import { TAB } from '../messages/tab';
import type { SaveEvent, Trouble } from '../server/types';
import { wroteIt } from './unsaved-documents';

/** Between two questions while the file lags, in ms. */
const POLL = 30_000;

/** What is asked of the session when the file changes on disk. */
export interface Follow {
  /** Show the file as it is now. */
  changed(): void;
  /** The edits are in `copy`, beside a file that was changed. */
  conflict(copy: string): void;
  /** The choice between the two is made. */
  decided(): void;
}

/** What an event of the server tells. */
function toldBy({ state, reason, cause, remedy }: SaveEvent): Trouble {
  return {
    code: state,
    reason: reason ?? '',
    cause: cause ?? '',
    remedy: remedy ?? ''
  };
}

export class SaveNews implements IDisposable {
  constructor(
    private readonly _panel: DocumentTab,
    private readonly _office: Office,
    private readonly _tracker: SaveTracker,
    private readonly _follow: Follow,
    private readonly _update: () => void
  ) {
    _office.saves.connect(this._onSave, this);
    this._poll = window.setInterval(() => {
      if (_tracker.fileLags || _tracker.state.kind === 'saving') {
        void this.ask();
      }
    }, POLL);
    window.addEventListener('online', this._onBack);
    document.addEventListener('visibilitychange', this._onBack);
  }

  /** The document key of now. */
  get key(): string {
    return this._key;
  }

  /** An editor starts under `key`. */
  opened(key: string): void {
    this._key = key;
    this._keys.add(key);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    this._office.saves.disconnect(this._onSave, this);
    window.clearInterval(this._poll);
    window.removeEventListener('online', this._onBack);
    document.removeEventListener('visibilitychange', this._onBack);
  }

  /** Ask the server what it knows. */
  async ask(): Promise<void> {
    let known;
    try {
      const { requests } = this._office;
      known = (await requests.status(this._panel.path, this.key)).document;
    } catch {
      return; // It will be asked again; nothing is claimed meanwhile.
    }
    if (known && this._keys.has(known.key) && !this._isDisposed) {
      if (known.key === this.key) {
        this._panel.follow(known.path);
      }
      this._panel.line.users = known.users;
      this._tracker.status(known, known.key === this.key);
      this._update();
    }
  }

  private _onSave(_: unknown, event: SaveEvent): void {
    if (!this._keys.has(event.key)) {
      return;
    }
    switch (event.state) {
      case 'users':
        this._panel.line.users = event.users;
        break;
      case 'stored':
        this._tracker.stored(event.at, null, event.key === this.key);
        this._panel.refreshMetadata();
        if (event.key === this.key) {
          this._follow.decided();
        }
        break;
      case 'copied':
        this._tracker.stored(event.at, event.savedAs, event.key === this.key);
        if (event.key === this.key && event.savedAs && event.conflict) {
          if (wroteIt(event, this._office.status.user)) {
            this._follow.conflict(event.savedAs);
          } else {
            const { trans } = this._office;
            this._panel.line.notice = trouble(TAB, 'tab.others-choose', trans);
          }
        } else if (event.cause) {
          this._panel.line.notice = toldBy(event);
        }
        break;
      case 'changed':
        if (event.key === this.key) {
          this._follow.changed();
        }
        break;
      case 'moved':
        if (event.key === this.key) {
          this._panel.follow(event.path);
        }
        break;
      case 'failed':
        this._tracker.failed(
          event.cause
            ? toldBy(event)
            : trouble(TAB, 'tab.not-saved', this._office.trans)
        );
        break;
    }
    this._update();
  }

  private _onBack = (): void => {
    if (!document.hidden) {
      void this.ask();
    }
  };

  /** The key now, and those that it had: their results can still come. */
  private _key = '';
  private readonly _keys = new Set<string>();
  private readonly _poll: number;
  private _isDisposed = false;
}
