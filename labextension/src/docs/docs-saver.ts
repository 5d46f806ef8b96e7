/**
 * Brings the edits of one document in Docs into its file and says how far they
 * got: to this browser only, to Docs, to the file.
 */
import type { IDisposable } from '@lumino/disposable';

import { Autosave } from '../saving/autosave';
import { RequestError, troubleOf } from '../server/errors';
import type { Office } from '../application/services';
import type { DocsAnswer } from '../documents/open-answer';
import type { DocumentTab } from '../documents/document-tab';
import type { Follow } from '../saving/save-events';
import { SaveNews } from '../saving/save-events';
import { SaveTracker } from '../saving/save-tracker';
import { Settling } from '../documents/wait-for-docs';
import { isStrict, needsSave } from './co-editing-mode';
import { trouble } from '../messages/row';
import { TAB } from '../messages/tab';

/** Times in ms. */
const SETTLE = 5000; // for Docs to take over the last edit (1 to 3.6 s measured)
const SETTLE_STRICT = 1500; // where it comes when the user saves, perhaps just now
const CONFIRM = 1500; // until a save of unknown reach is followed by a question
const PENDING = 120_000; // for a save that the server did not see the end of

export class DocsSaver implements IDisposable {
  constructor(
    private readonly _panel: DocumentTab,
    private readonly _office: Office,
    follow: Follow
  ) {
    this._autosave = new Autosave(_office.documents, () => this._forceSave());
    this._news = new SaveNews(_panel, _office, this._tracker, follow, () =>
      this._update()
    );
  }

  /** Whether an edit is in this browser only. */
  get unsaved(): boolean {
    return this._tracker.unsaved;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._autosave.dispose();
    this._news.dispose();
    window.clearTimeout(this._confirm);
    window.clearTimeout(this._pending);
    this._tracker.closed();
    this._panel.marks.setDirty(false);
    this._settling.resume();
  }

  /** Whether edits wait for the user to save in the editor. */
  get strict(): boolean {
    return this._strict;
  }

  /** An editor starts with `answer`. */
  opened(answer: DocsAnswer): void {
    this._strict = isStrict(answer);
    this._needsSave = this._strict || needsSave(answer);
    this._news.opened(answer.key);
    this._tracker.opened(answer.storedAt, answer.failure, answer.conflict);
    this._canForce = answer.forceSave;
    this._viewing = answer.mode === 'view' || answer.mode === 'embedded';
    this._tracker.confirms = !this._viewing;
  }

  /** The editor loads. */
  loading(): void {
    this._tracker.loading();
    this._update();
  }

  ready(): void {
    this._tracker.ready();
    this._update();
    void this._news.ask();
  }

  /** Docs allows viewing only. */
  viewing(): void {
    this._canForce = this._tracker.confirms = false;
    this._viewing = true;
  }

  /** Whether a save reaches the file now, and not only at the close. */
  get savesNow(): boolean {
    return this._canForce || this._viewing;
  }

  /** An edit is in this browser only (true), or Docs has every edit (false). */
  changed(unsaved: boolean): void {
    this._tracker.changed(unsaved);
    this._update();
  }

  /** Put every edit into the file; rejects when that fails. */
  async save(): Promise<void> {
    // A force save right after typing would leave the last edit out.
    const settled = await this.settled();
    const { trans } = this._office;
    if (this._canForce) {
      await this._forceSave();
    } else if (this._tracker.fileLags) {
      const told = trouble(TAB, 'tab.at-close', trans);
      this._panel.line.notice = told;
      throw RequestError.of(told);
    }
    if (!settled) {
      const reason = this._needsSave
        ? 'tab.not-settled-strict'
        : 'tab.not-settled';
      throw RequestError.of(trouble(TAB, reason, trans));
    }
  }

  /** Store what could not be stored before; rejects when that fails again. */
  async retry(): Promise<void> {
    await this.settled();
    await this._forceSave(true);
  }

  /** Wait until Docs has every edit; false when that takes too long. */
  settled(patience = this.strict ? SETTLE_STRICT : SETTLE): Promise<boolean> {
    return this._settling.settled(patience);
  }

  /** Ask the server for a force save; the tracker learns how it ends. */
  private async _forceSave(again = this._tracker.hasFailed): Promise<void> {
    const { requests } = this._office;
    const { path } = this._panel;
    const { key } = this._news;
    const ticket = this._tracker.requested();
    this._update();
    try {
      // What failed before may wait on the server, or be all that Docs has.
      const answer = await (again
        ? requests.retry(path, key)
        : requests.forceSave(path, key));
      this._tracker.answered(ticket, answer);
      if (answer.state === 'stored' && !answer.savedAs) {
        this._panel.refreshMetadata();
      } else if (answer.state === 'pending') {
        window.clearTimeout(this._pending);
        this._pending = window.setTimeout(() => this._giveUp(), PENDING);
      }
    } catch (error) {
      this._tracker.refused(troubleOf(error));
      throw error;
    } finally {
      this._update();
    }
  }

  private _giveUp(): void {
    const { trans } = this._office;
    this._tracker.giveUp(trouble(TAB, 'tab.not-delivered', trans));
    this._update();
  }

  private _update(): void {
    if (this._isDisposed) {
      return;
    }
    const tracker = this._tracker;
    const { state } = tracker;
    this._panel.setState(
      state.kind === 'held' ? { ...state, atClose: !this._canForce } : state
    );
    this._panel.marks.setDirty(tracker.fileLags);
    if (!tracker.unsaved) {
      this._settling.resume();
    }
    this._autosave.update(this._canForce && tracker.held && !tracker.unsaved);
    window.clearTimeout(this._confirm);
    // Also where saves wait for the close: the file was written just now.
    if (tracker.confirms && tracker.doubtful) {
      this._confirm = window.setTimeout(() => {
        this._forceSave().catch(() => undefined); // The line shows it.
      }, CONFIRM);
    }
  }

  private readonly _tracker = new SaveTracker();
  private readonly _settling = new Settling(() => this._tracker.unsaved);
  private readonly _autosave: Autosave;
  private readonly _news: SaveNews;
  private _canForce = false;
  private _viewing = false;
  private _strict = false;
  private _needsSave = false;
  private _isDisposed = false;
  private _confirm = 0;
  private _pending = 0;
}
