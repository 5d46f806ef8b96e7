/**
 * Documents of which edits are not in the file: as the server tells, also of
 * the time before this page was loaded, and as the tabs of this page know.
 */
import { Signal } from '@lumino/signaling';

import type { Place } from './save-state';
import type { SaveEvent, Waiting } from './types';

/** A document whose last save did not succeed. */
export interface UnstoredDocument {
  path: string;
  cause: string;
  remedy: string;
  place: Place;
  /** A copy beside the file that holds edits, if there is one. */
  savedAs: string | null;
}

/** Edits that went to a copy beside their document. */
export interface Copy {
  key: string;
  path: string;
  savedAs: string;
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
  tell(waiting: Waiting[]): void {
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
      } else if (entry.savedAs && !this._seen.has(entry.savedAs)) {
        this._copies.set(entry.key, { ...entry, savedAs: entry.savedAs });
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
            cause: [event.cause, event.remedy].filter(Boolean).join(' '),
            conflict: event.conflict ?? false
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

  /** The user knows of the copy. */
  seen(key: string): void {
    this._seen.add(this._copies.get(key)?.savedAs ?? '');
    this._copies.delete(key);
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

  private readonly _failed = new Map<string, UnstoredDocument>();
  private readonly _reports = new Map<Tab, Report>();
  private readonly _copies = new Map<string, Copy>();
  private readonly _seen = new Set<string>();
}
