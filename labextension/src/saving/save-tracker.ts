/**
 * What is true about the edits of an open document.
 *
 * Docs tells the page that an edit happened (`true`) and that its server has it
 * (`false`); that the *file* has it only our server can say. Edits are counted,
 * so that an answer vouches only for those that it can have included.
 */
import type { SaveState } from './save-state';
import type { DocumentStatus, ForceSaveAnswer } from '../server/types';

/**
 * Where nobody can ask, an event that somebody's save was stored vouches for
 * edits that Docs has had for this long. In ms.
 */
const ASSEMBLY = 10_000;

/** A force save in progress: it includes the edits that Docs had by then. */
export interface Ticket {
  readonly held: number;
}

type Words = { cause: string; remedy: string };

export class SaveTracker {
  constructor(private readonly now: () => number = Date.now) {}

  /**
   * Whether a save can be asked for, to learn what another one had: what is
   * typed while Docs assembles a document, however long, is not in it.
   */
  confirms = false;

  /** The truth, in one value. */
  get state(): SaveState {
    if (this._phase !== 'ready') {
      return { kind: this._phase };
    }
    if (this._inFlight > 0 || this._pending) {
      return { kind: 'saving' };
    }
    if (this._failure) {
      const place = this._isStuck ? undefined : 'docs';
      return { kind: 'failed', ...this._failure, retry: true, place };
    }
    if (this._unsaved) {
      return { kind: 'unsaved' };
    }
    if (this._held > this._stored) {
      // A save has reached the file: whether all is in it is asked just now.
      return { kind: this.confirms && this.doubtful ? 'saving' : 'held' };
    }
    if (this._storedAt) {
      return { kind: 'stored', at: this._storedAt, savedAs: this._savedAs };
    }
    return { kind: 'clean' };
  }

  /** Whether an edit is in this browser only: leaving now would lose it. */
  get unsaved(): boolean {
    return this._unsaved;
  }

  /** Whether Docs has edits that are not known to be stored. */
  get held(): boolean {
    return this._held > this._stored;
  }

  /** Whether the file lacks edits, as far as anybody knows. */
  get fileLags(): boolean {
    return this._unsaved || this.held || this._failure !== null;
  }

  /** Whether the last save did not succeed, as far as anybody knows. */
  get hasFailed(): boolean {
    return this._failure !== null;
  }

  /** Whether something was stored, but perhaps without the youngest edits. */
  get doubtful(): boolean {
    return this._doubtful && this.held && !this._unsaved;
  }

  loading(): void {
    this._phase = 'loading';
    this._unsaved = false;
  }

  ready(): void {
    this._phase = 'ready';
  }

  closed(): void {
    this._phase = 'closed';
    this._unsaved = false;
  }

  /** `onDocumentStateChange`. */
  changed(unsaved: boolean): void {
    if (unsaved) {
      this._edits += 1;
    } else if (this._unsaved) {
      this._held = this._edits;
      this._heldAt = this.now();
    }
    this._unsaved = unsaved;
    this._isStuck &&= unsaved;
  }

  /** A force save was asked for. */
  requested(): Ticket {
    this._inFlight += 1;
    return { held: this._held };
  }

  /** The server answered it. */
  answered(ticket: Ticket, answer: ForceSaveAnswer): void {
    this._inFlight -= 1;
    if (answer.state === 'pending') {
      this._pending = true;
      return;
    }
    this._vouch(ticket.held);
    if (answer.storedAt) {
      this._note(answer.storedAt, answer.savedAs);
    }
  }

  /** It failed; it was waited for the last edit to reach Docs. */
  refused(words: Words): void {
    this._inFlight -= 1;
    this._isStuck = this._unsaved;
    this.failed(words);
  }

  /** What the server knew when the document was opened: no news. */
  opened(
    storedAt: string | null,
    failure: Words | null,
    conflict: string | null = null
  ): void {
    this._unsaved = this._isStuck = false;
    this._known = storedAt;
    this._failure = failure;
    this._storedAt = null;
    this._savedAs = null;
    if (storedAt && conflict) {
      this._note(storedAt, conflict);
    }
  }

  /**
   * The server says that a save was stored, whoever asked for it; `current`:
   * under the key of now.
   */
  stored(at: string, savedAs: string | null, current = true): void {
    this._note(at, savedAs);
    const sure =
      this.confirms && current
        ? !this.held
        : this.now() - this._heldAt >= ASSEMBLY;
    if (sure) {
      this._vouch(this._held);
    } else {
      this._failure = null;
      this._pending = false;
      this._doubtful = true;
    }
    // Docs tells the page late that it has an edit: often only when a save by
    // Ctrl+S, which has it, is stored already.
    this._doubtful ||= current && this._unsaved;
  }

  /** The server says that a save was not stored. */
  failed({ cause, remedy }: Words): void {
    this._pending = false;
    this._failure = { cause, remedy };
  }

  /** What the server knows, asked for after events may have been missed. */
  status(document: DocumentStatus, current = true): void {
    const { failure, storedAt, savedAs } = document;
    const news = storedAt !== null && storedAt !== this._known;
    if (failure && (!storedAt || failure.at > storedAt)) {
      this.failed(failure);
    } else if (news) {
      this.stored(storedAt, savedAs, current);
    }
  }

  /** Stop waiting for the event that a pending force save promised. */
  giveUp(words: Words): void {
    if (this._pending) {
      this.failed(words);
    }
  }

  private _vouch(held: number): void {
    this._stored = Math.max(this._stored, held);
    this._failure = null;
    this._pending = false;
    this._doubtful = false;
  }

  private _note(at: string, savedAs: string | null): void {
    this._known = at;
    this._storedAt = new Date(at);
    this._savedAs = savedAs;
  }

  private _phase: 'loading' | 'ready' | 'closed' = 'loading';
  private _unsaved = false;
  /** Whether the last edit stays in the browser: Docs does not take it. */
  private _isStuck = false;
  private _edits = 0;
  private _held = 0;
  private _heldAt = Number.NEGATIVE_INFINITY;
  private _stored = 0;
  private _known: string | null = null;
  private _storedAt: Date | null = null;
  private _savedAs: string | null = null;
  private _inFlight = 0;
  private _pending = false;
  private _doubtful = false;
  private _failure: Words | null = null;
}
