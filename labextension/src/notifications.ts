/**
 * One notification for each document that is not stored, until it is, and one
 * for each copy that the user may not know of.
 */
import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';

import type { Office } from './office';
import type { Copy, UnstoredDocument } from './unstored';
import { download, nameOf, refresh, retry } from './unstored-actions';
import { placeOf, openUnstored } from './unstored-dialog';

/** How long what is told of one save is awaited, in ms. */
const SETTLE = 50;

/** How long it is told that a document is stored at last, in ms. */
const SUCCESS = 6000;

/** After an event the server is asked for the rest, in ms. */
const ASK = 1000;

/** While something is not stored: in case an event was missed, in ms. */
const POLL = 30_000;

type Action = Notification.IAction;

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
    this._sync();
  }

  /** A tab and the server tell of the same save one after the other. */
  private _syncSoon(): void {
    window.clearTimeout(this._soon);
    this._soon = window.setTimeout(() => this._sync(), SETTLE);
  }

  private _sync(): void {
    const { documents, copies } = this._office.unstored;
    for (const entry of documents) {
      if (!this._trying.has(entry.path)) {
        this._show(this._documents, entry.path, ...this._failure(entry));
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
        this._show(this._copies, copy.key, ...this._copied(copy));
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

  /** The words and actions of a document that is not stored. */
  private _failure(
    entry: UnstoredDocument
  ): [string, Notification.TypeOptions, Action[]] {
    const { _office: office } = this;
    const { trans } = office;
    const { path, savedAs } = entry;
    const actions: Action[] = [
      {
        label: trans.__('Try again'),
        displayType: 'accent',
        callback: kept(() => void this._retry(path))
      }
    ];
    if (entry.place !== 'browser') {
      actions.push({
        label: trans.__('Download'),
        caption: trans.__('Download the newest edits to your own machine'),
        callback: kept(() => void download(office, path))
      });
    }
    if (savedAs) {
      actions.push({
        label: trans.__('Open the copy'),
        callback: kept(() => office.open(savedAs))
      });
    }
    actions.push({
      label: trans.__('Details'),
      callback: kept(() => void openUnstored(office, path))
    });
    const message = trans.__(
      '“%1” is not stored: %2',
      nameOf(path),
      entry.cause
    );
    return [`${message}\n${placeOf(entry.place, office)}`, 'error', actions];
  }

  /** Those of a copy. */
  private _copied(copy: Copy): [string, Notification.TypeOptions, Action[]] {
    const { _office: office } = this;
    const { trans } = office;
    const { path, savedAs, cause } = copy;
    const actions: Action[] = [
      {
        label: trans.__('Open the copy'),
        displayType: 'accent',
        callback: () => office.open(savedAs)
      }
    ];
    if (copy.conflict) {
      actions.unshift({
        label: trans.__('Choose…'),
        caption: trans.__('Choose which version the file should hold'),
        displayType: 'accent',
        callback: () => office.open(path)
      });
      delete actions[1].displayType;
    }
    if (cause) {
      actions.push({
        label: trans.__('Details'),
        callback: kept(
          () =>
            void showDialog({
              title: path,
              body: cause,
              buttons: [Dialog.okButton({ label: trans.__('Close') })]
            })
        )
      });
    }
    const message = copy.conflict
      ? trans.__(
          '“%1” was changed on disk while you edited it. Your edits are in “%2”.',
          nameOf(path),
          nameOf(savedAs)
        )
      : trans.__(
          'The edits of “%1” are in a copy beside it: “%2”.',
          nameOf(path),
          nameOf(savedAs)
        );
    return [message, 'warning', actions];
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
    message: string,
    type: Notification.TypeOptions,
    actions: Action[]
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

/** An action that keeps its notification. */
function kept(execute: () => void): (click: MouseEvent) => void {
  return click => {
    click.preventDefault();
    execute();
  };
}
