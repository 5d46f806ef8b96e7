/**
 * How the edits of an open document stand.
 */

/** Where edits are that the file lacks. */
export type Place = 'server' | 'docs' | 'browser';

/**
 * The truth about an open document, as the status line of its tab tells it.
 *
 * `loading`: not ready yet. `clean`: ready, no edit. `unsaved`: an edit that
 * only this browser has. `held`: the editor's server has the edit, the file has
 * not; it gets it only when the document is closed (`atClose`). `saving`: asked for, no answer yet. `stored`: in the file (`at`), or in
 * a copy beside it (`savedAs`). `failed`: not stored, and why. `closed`: no
 * editor runs.
 */
export type SaveState =
  | { kind: 'loading' }
  | { kind: 'clean' }
  | { kind: 'unsaved' }
  | { kind: 'held'; atClose?: boolean }
  | { kind: 'saving' }
  | { kind: 'stored'; at: Date; savedAs?: string | null }
  | {
      kind: 'failed';
      cause: string;
      remedy: string;
      retry: boolean;
      /** Where the edits are; undefined: in this browser only. */
      place?: Place;
    }
  | { kind: 'closed' };
