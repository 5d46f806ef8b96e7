/**
 * Documents of which edits are not in the file: as the server tells, also of
 * the time before this page was loaded, and as the tabs of this page know.
 */
import { Signal } from '@lumino/signaling';

import type { Place } from './save-state';
import type { SaveEvent, Waiting } from '../server/types';

/** A document whose last save did not succeed. */
export interface UnstoredDocument {
  path: string;
  cause: string;
  remedy: string;
  place: Place;
  /** A copy beside the file that holds edits, if there is one. */
  savedAs: string | null;
}

/** Edits that went to a copy beside their document, or are gone. */
export interface Copy {
  key: string;
  path: string;
  /** The copy; there may be none where edits are gone. */
  savedAs: string | null;
  /** Whether edits are nowhere any more, as far as the server knows. */
  gone: boolean;
  cause: string | null;
  /** Whether the user has to decide between it and the file. */
  conflict: boolean;
}

/** A tab, whose file may be renamed. */
export interface Tab {
  readonly path: string;
}

/** What a tab reports. */
export interface Report {
  cause: string;
  remedy: string;
  place: Place;
}

/** Whether the edits that an event tells of are those of `user`, for all that is known. */
export function wroteIt({ authors = [] }: SaveEvent, user?: string): boolean {
  return authors.length === 0 || authors.includes(user ?? '');
}

export class Unstored {
  /** Emits when `documents` or `copies` are others. */
  readonly changed = new Signal<this, void>(this);

  /** Emits the path of a document whose edits have reached the file. */
  readonly stored = new Signal<this, string>(this);

  /** One entry a document, the oldest first. */
  get documents(): UnstoredDocument[] {
    const found = new Map<string, UnstoredDocument>();
    for (const waiting of this._failed.values()) {
      found.set(waiting.path, waiting);
    }
    for (const [{ path }, report] of this._reports) {
      const known = found.get(path);
      found.set(path, {
        ...report,
        path,
        // What waits on the server's disk is there, whatever came later.
        place: known?.place === 'server' ? 'server' : report.place,
        savedAs: known?.savedAs ?? null
      });
    }
    return [...found.values()];
  }

  /** Copies that the user may not know of. */
  get copies(): Copy[] {
    return [...this._copies.values()];
  }

  /** All that the server knows, in the place of what it told before. */
  tell(waiting: Waiting[], user = this._user): void {
    this._user = user;
    const before = this._print();
    this._failed.clear();
    this._copies.clear();
    for (const entry of waiting) {
      if (entry.state === 'failed') {
        this._failed.set(entry.key, {
          path: entry.path,
          cause: entry.cause ?? '',
          remedy: entry.remedy ?? '',
          place: entry.here ? 'server' : 'docs',
          savedAs: entry.savedAs
        });
      } else if (!this._seen.has(entry.savedAs ?? entry.key)) {
        const gone = entry.state === 'gone';
        const cause = [entry.cause, gone && entry.remedy];
        this._copies.set(entry.key, {
          ...entry,
          gone,
          cause: cause.filter(Boolean).join(' ') || null
        });
      }
    }
    this._emit(before);
  }

  /** An event of the server. */
  hear(event: SaveEvent): void {
    const before = this._print();
    const { key, path, savedAs } = event;
    const failed = this._failed.get(key);
    switch (event.state) {
      case 'failed':
        this._failed.set(key, {
          path,
          cause: event.cause ?? '',
          remedy: event.remedy ?? '',
          place: failed?.place ?? 'docs',
          savedAs
        });
        break;
      case 'copied':
        this._failed.delete(key);
        if (savedAs && !this._seen.has(savedAs)) {
          this._copies.set(key, {
            key,
            path,
            savedAs,
            gone: false,
            cause: [event.cause, event.remedy].filter(Boolean).join(' '),
            conflict: (event.conflict ?? false) && wroteIt(event, this._user)
          });
        }
        break;
      case 'stored':
        this._failed.delete(key);
        this._chosen(key);
        if (failed) {
          this.stored.emit(path);
        }
        break;
      case 'changed': // The session has ended; what it left is on the server's disk, if anywhere.
        this._chosen(key);
        if (failed?.place !== 'server') {
          this._failed.delete(key);
        }
        break;
      case 'moved': {
        const copy = this._copies.get(key);
        if (failed) {
          this._failed.set(key, { ...failed, path });
        }
        if (copy) {
          this._copies.set(key, { ...copy, path });
        }
        break;
      }
      case 'users':
        break;
    }
    this._emit(before);
  }

  /** What a tab knows of its own edits; null when nothing went wrong. */
  report(tab: Tab, report: Report | null, stored = false): void {
    const before = this._print();
    const known = this._reports.get(tab);
    if (report) {
      this._reports.set(tab, report);
    } else if (known) {
      this._reports.delete(tab);
      if (stored) {
        this.stored.emit(tab.path);
      }
    }
    this._emit(before);
  }

  /** The user knows of the copy, or of what is gone. */
  seen(key: string): void {
    this._seen.add(this._copies.get(key)?.savedAs ?? key);
    this._copies.delete(key);
  }

  /** The user need not be told of this copy; or has to be, after all. */
  know(copy: string, known = true): void {
    const before = this._print();
    if (known) {
      this._seen.add(copy);
      for (const [key, { savedAs }] of this._copies) {
        if (savedAs === copy) {
          this._copies.delete(key);
        }
      }
    } else {
      this._seen.delete(copy);
    }
    this._emit(before);
  }

  /** The choice between file and copy, if there was one, is made. */
  private _chosen(key: string): void {
    if (this._copies.get(key)?.conflict) {
      this._copies.delete(key);
    }
  }

  private _print(): string {
    return JSON.stringify([this.documents, this.copies]);
  }

  private _emit(before: string): void {
    if (this._print() !== before) {
      this.changed.emit();
    }
  }

  private _user: string | undefined;
  private readonly _failed = new Map<string, UnstoredDocument>();
  private readonly _reports = new Map<Tab, Report>();
  private readonly _copies = new Map<string, Copy>();
  private readonly _seen = new Set<string>();
}
