/**
 * A document in an editor of Docs: from its start to its close.
 */
import { settleForClose } from '../documents/closing';
import { Conflict } from '../documents/version-conflict';
import type { DocsApi } from './api-script';
import { DocsEditor } from './docs-editor';
import type { DocsEvents } from './docs-events';
import { changedOnDisk, showNotice, viewingOnly } from './docs-notices';
import { DocsSaver } from './docs-saver';
import { EditorReports } from './editor-reports';
import { FrameLoading } from './frame-loading';
import { handlersOf } from '../features';
import type { Viewer } from '../documents/live-view';
import { LiveView } from '../documents/live-view';
import type { Office } from '../application/services';
import type { DocsAnswer, Mode, OpenAnswer } from '../documents/open-answer';
import type { DocumentTab } from '../documents/document-tab';
import type { Reason, Renewable } from '../documents/session-restart';
import { Renewal, sameRights } from '../documents/session-restart';
import type { EditorSession } from '../documents/editor-session';
import { trouble } from '../messages/row';
import { TAB } from '../messages/tab';

/** Modes that the editor itself calls editing. */
const EDITED: Mode[] = ['edit', 'review'];

export class DocsSession
  implements EditorSession, DocsEvents, Renewable, Viewer
{
  constructor(
    private readonly _panel: DocumentTab,
    private readonly _office: Office,
    private _answer: DocsAnswer,
    private readonly _api: DocsApi
  ) {
    this._frame = new FrameLoading(_panel);
    this._conflict = new Conflict(_panel, _office, () => this.key);
    this._saver = new DocsSaver(_panel, _office, {
      changed: () => void this._followFile(),
      conflict: copy => void this._conflict.begin(copy),
      decided: () => this._conflict.end()
    });
    this._renewal = new Renewal(_panel, _office, this._saver, this);
    this._live = new LiveView(_office, _panel, this);
    this._reports = new EditorReports(_panel, _office.trans, this._frame, {
      isViewing: () => this._viewing,
      restart: () => this.onRestart()
    });
    this._start();
  }

  get unsaved(): boolean {
    return this._saver.unsaved;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._stop();
    this._conflict.dispose();
    this._live.dispose();
    this._saver.dispose();
  }

  get savesNow(): boolean {
    return this._saver.savesNow;
  }

  async save(): Promise<void> {
    if (this.editable) {
      await this._saver.save();
    }
  }

  retry(): Promise<void> {
    return this._saver.retry();
  }

  async settle(): Promise<boolean> {
    return (
      !this.editable || settleForClose(this._panel, this._saver, this._editor)
    );
  }

  focus(): void {
    if (this._editor?.frame && this._frame.isReady) {
      this._frame.enter();
      this._editor.focus();
    } else {
      this._panel.node.focus();
    }
  }

  setLight(isLight: boolean): void {
    const frame = this._editor?.frame;
    if (frame) {
      frame.style.colorScheme = isLight ? 'light' : 'dark';
    }
  }

  // What the editor tells.

  onFrame(): void {
    if (this._frame.isReady) {
      // The tab was moved to another area, which reloads the frame; or the
      // editor has died and starts anew.
      if (this._saver.unsaved) {
        this._frame.tellLost();
      }
      this._loading();
    }
    this._frame.started();
  }

  onGone(): void {
    this._panel.fail(trouble(TAB, 'tab.frame-gone', this._office.trans));
  }

  onReady(): void {
    this._frame.ready();
    this._reports.ready();
    this._saver.ready();
    this._askConflict();
    if (this._panel.node.contains(document.activeElement)) {
      this.focus();
    }
  }

  onChange(unsaved: boolean): void {
    this._saver.changed(unsaved);
  }

  onError(code: number, description: string): void {
    this._reports.error(code, description);
  }

  onWarning(code: number, description: string): void {
    this._reports.warning(code, description);
  }

  onMode(mode: string): void {
    // Who only comments or fills a form is a viewer to the editor, too.
    if (mode === 'view' && EDITED.includes(this._answer.mode)) {
      this._viewing = true;
      this._saver.viewing();
      this._panel.line.mode = 'view';
      this._panel.line.notice = viewingOnly(this._office.trans);
    }
  }

  onQuestion(): void {
    // The editor waits for a password or the like: take your time, type there.
    this._frame.dispose();
  }

  onClose(): void {
    this._panel.parent?.close();
  }

  onOutdated(): void {
    void this._renew('outdated');
  }

  onRestart(): void {
    void this._renew('restart');
  }

  // What happens to the file.

  /** The file was changed by somebody else, and the session has ended. */
  private async _followFile(): Promise<void> {
    if (this._isAway) {
      return; // It is shown anyway when the editor comes back to it.
    }
    // Edits that Docs has come as a copy.
    if (await this._renewal.run('changed')) {
      this._panel.refreshMetadata();
      this._panel.line.notice = changedOnDisk(this._office.trans);
    }
  }

  /** A choice that was left open: in another tab, or before the page was loaded. */
  private _askConflict(): void {
    const { conflict } = this._answer;
    if (conflict && !this._viewing) {
      void this._conflict.begin(conflict);
    }
  }

  private async _renew(reason: Reason): Promise<void> {
    await this._renewal.run(reason);
  }

  get key(): string {
    return this._answer.key;
  }

  goOn(answer: OpenAnswer, sameEditor: boolean): void {
    this._conflict.end();
    if (answer.editor !== 'docs') {
      void this._panel.start();
      return;
    }
    this._panel.follow(answer.path);
    // The editor goes on showing the versions, of whatever it is given.
    const stays = !this._isAway && sameRights(answer, this._answer);
    this._isAway = false;
    this._answer = answer;
    if (sameEditor && stays && this._editor?.canRefresh) {
      this._saver.opened(answer);
      this._editor.refresh(answer.config);
      this._askConflict();
    } else {
      this._stop();
      this._start();
    }
  }

  // Life of the editor.

  private _start(): void {
    const { _answer: answer, _office: office, _panel: panel } = this;
    this._saver.opened(answer);
    this._viewing = answer.mode === 'view' || answer.mode === 'embedded';
    panel.grantedMode = answer.mode;
    panel.modes = answer.modes;
    panel.line.mode = answer.mode;
    showNotice(panel, answer.notice);
    this._loading();
    this._editor = new DocsEditor(
      this._api,
      panel.stage.node,
      answer.config,
      this,
      handlersOf({
        office,
        panel,
        answer,
        call: (method, ...args) => this._editor?.call(method, ...args),
        renew: () => this._renew('restart'),
        leave: () => {
          this._isAway = true;
        }
      })
    );
    this.setLight(office.isLight());
  }

  private _stop(): void {
    this._frame.dispose();
    this._editor?.dispose();
    this._editor = null;
  }

  private _loading(): void {
    this._frame.begin();
    this._saver.loading();
  }

  get viewing(): boolean {
    return this._viewing && !this._isAway;
  }

  renew(): Promise<void> {
    return this._renew('changed');
  }

  /** Whether there can be edits. */
  get editable(): boolean {
    return this._frame.isReady && !this._viewing && !this._isDisposed;
  }

  private readonly _saver: DocsSaver;
  private readonly _conflict: Conflict;
  private readonly _renewal: Renewal;
  private _editor: DocsEditor | null = null;
  private readonly _live: LiveView;
  private readonly _frame: FrameLoading;
  private readonly _reports: EditorReports;
  private _viewing = false;
  private _isAway = false;
  private _isDisposed = false;
}
