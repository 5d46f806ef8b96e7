/**
 * One notification for each document that is not stored, until it is, and one
 * for each copy that the user may not know of.
 */
import { Notification } from '@jupyterlab/apputils';

import type { Said } from './notification-words';
import { copyOf, failureOf } from './notification-words';
import type { Office } from '../application/services';
import { nameOf, refresh, retry } from './unsaved-actions';

/** How long what is told of one save is awaited, in ms. */
const SETTLE = 50;

/** How long it is told that a document is stored at last, in ms. */
const SUCCESS = 6000;

/** After an event the server is asked for the rest, in ms. */
const ASK = 1000;

/** While something is not stored: in case an event was missed, in ms. */
const POLL = 30_000;

export class Notifications {
  constructor(private readonly _office: Office) {
    _office.unstored.changed.connect(() => this._syncSoon());
    _office.unstored.stored.connect((_, path) => this._done.add(path));
    _office.saves.connect((_, { state }) => {
      if (state === 'failed') {
        this._askIn(ASK);
      }
    });
    Notification.manager.changed.connect((_, { type, notification }) => {
      if (type === 'removed') {
        this._removed(notification.id);
      }
    });
    // JupyterLab only hides a notification whose cross is clicked.
    document.addEventListener('click', this._onClick, true);
    this._sync();
    this._askIn(ASK); // An event may have come before this code was there.
  }

  private _onClick = ({ target }: MouseEvent): void => {
    const cross = (target as Element).closest('.jp-Notification-Toast-Close');
    const id = cross?.closest('.Toastify__toast')?.id;
    if (id && [...this._copies.values()].some(shown => shown.id === id)) {
      Notification.dismiss(id);
    }
  };

  /** A tab and the server tell of the same save one after the other. */
  private _syncSoon(): void {
    window.clearTimeout(this._soon);
    this._soon = window.setTimeout(() => this._sync(), SETTLE);
  }

  private _sync(): void {
    const { documents, copies } = this._office.unstored;
    for (const entry of documents) {
      if (!this._trying.has(entry.path)) {
        this._show(
          this._documents,
          entry.path,
          failureOf(entry, this._office, () => void this._retry(entry.path))
        );
      }
    }
    const paths = new Set(documents.map(({ path }) => path));
    for (const path of this._documents.keys()) {
      if (!paths.has(path) && !this._trying.has(path)) {
        this._end(path);
      }
    }
    this._done.clear();
    for (const copy of copies) {
      if (!copy.conflict || !this._office.find(copy.path)?.isVisible) {
        this._show(this._copies, copy.key, copyOf(copy, this._office));
      }
    }
    const keys = new Set(copies.map(({ key }) => key));
    for (const key of this._copies.keys()) {
      if (!keys.has(key)) {
        this._hide(this._copies, key);
      }
    }
    if (documents.length > 0) {
      this._askIn(POLL);
    }
  }

  private async _retry(path: string): Promise<void> {
    const { trans } = this._office;
    const shown = this._documents.get(path);
    if (!shown || this._trying.has(path)) {
      return;
    }
    this._trying.add(path);
    shown.print = '';
    Notification.update({
      id: shown.id,
      type: 'in-progress',
      message: trans.__('Storing “%1”…', nameOf(path)),
      actions: [],
      autoClose: false
    });
    try {
      await retry(this._office, path);
      this._done.add(path);
    } catch {
      // It is shown again, with the cause of now.
    }
    this._trying.delete(path);
    this._sync();
  }

  /** `path` lacks nothing any more. */
  private _end(path: string): void {
    const shown = this._documents.get(path);
    if (!shown || !this._done.has(path)) {
      this._hide(this._documents, path);
    } else {
      // A new one: the old one would keep the colour of a failure.
      this._hide(this._documents, path);
      const { trans } = this._office;
      Notification.success(trans.__('“%1” is stored now.', nameOf(path)), {
        autoClose: SUCCESS
      });
    }
  }

  private _show(
    list: Map<string, Shown>,
    name: string,
    { message, type, actions }: Said
  ): void {
    const print = [message, ...actions.map(({ label }) => label)].join('\n');
    const shown = list.get(name);
    if (shown?.print === print) {
      return; // Also one that the user has closed: it tells nothing new.
    }
    const options = { autoClose: false as const, actions };
    if (
      shown &&
      Notification.update({ id: shown.id, message, type, ...options })
    ) {
      shown.print = print;
    } else {
      const id = Notification.emit(message, type, options);
      list.set(name, { id, print });
    }
  }

  private _hide(list: Map<string, Shown>, name: string): void {
    const shown = list.get(name);
    list.delete(name);
    if (shown) {
      Notification.dismiss(shown.id);
    }
  }

  /** The user has closed a notification, or used one of its actions. */
  private _removed(id: string): void {
    for (const [key, shown] of this._copies) {
      if (shown.id === id) {
        this._office.unstored.seen(key);
        this._office.requests.told(key).catch(() => undefined);
        return;
      }
    }
  }

  private _askIn(pause: number): void {
    const at = Date.now() + pause;
    if (this._timer && this._askAt <= at) {
      return;
    }
    window.clearTimeout(this._timer);
    this._askAt = at;
    this._timer = window.setTimeout(() => {
      this._timer = 0;
      void refresh(this._office).then(() => this._sync());
    }, pause);
  }

  private readonly _documents = new Map<string, Shown>();
  private readonly _copies = new Map<string, Shown>();
  private readonly _trying = new Set<string>();
  /** Paths whose edits have just reached the file. */
  private readonly _done = new Set<string>();
  private _soon = 0;
  private _timer = 0;
  private _askAt = 0;
}

/** A notification, and what it said last. */
interface Shown {
  id: string;
  print: string;
}
