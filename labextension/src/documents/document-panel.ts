/**
 * The content of a tab: the editor and its status line.
 *
 * The panel is cheap. The editor is started, and its code loaded, once the tab
 * has been shown: an editor that starts hidden stays blank for good, and
 * JupyterLab restores every tab of the last time at once.
 */
import { PathExt } from '@jupyterlab/coreutils';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { Message } from '@lumino/messaging';
import { Signal } from '@lumino/signaling';
import { Panel, Widget } from '@lumino/widgets';

import { refreshMetadata } from '../application/contents-provider';
import { troubleOf } from '../server/errors';
import { Edge, focusTab, watchFrames } from '../keyboard/keyboard';
import { Marks } from './tab-indicators';
import { createStatusLine, TabStatus } from './tab-status';
import type { Office } from '../application/services';
import type { Mode } from './open-answer';
import type { SaveState } from '../saving/save-state';
import type { DocumentTab, TabIndicators } from './document-tab';
import type { EditorSession } from './editor-session';
import type { StatusLine } from '../saving/status-line';
import { trouble } from '../messages/row';
import { TAB } from '../messages/tab';
import type { Trouble } from '../server/types';

export class OfficePanel extends Panel implements DocumentTab {
  constructor(
    readonly office: Office,
    readonly context: DocumentRegistry.Context
  ) {
    super();
    this.addClass('jp-OnlyOffice');
    this.stage = new Widget();
    this.stage.addClass('jp-OnlyOffice-stage');
    this.line = createStatusLine(this, () => this.retry());
    const { trans } = office;
    this.addWidget(new Edge(trans.__('Into the editor'), () => this.enter()));
    this.addWidget(this.stage);
    this.addWidget(this.line);
    this.addWidget(
      new Edge(trans.__('Back to JupyterLab'), () => this.leave())
    );
    this._frames = watchFrames(
      this.stage.node,
      () => trans.__('Editor of “%1”', PathExt.basename(this.path)),
      office.commands,
      () => this.leave()
    );
    context.pathChanged.connect(this._frames.rename);
    office.themeChanged.connect(this._onTheme, this);
  }

  /** Where the editor goes. */
  readonly stage: Widget;

  readonly line: StatusLine;

  readonly marks: TabIndicators = new Marks(this);

  /** What the document is asked for; the server may grant less. */
  mode: Mode | undefined;

  /** What it is opened for, and what it could be. */
  grantedMode: Mode = 'edit';
  modes: Mode[] = [];

  /** Emits when the document is to be opened for something else. */
  readonly modeChanged = new Signal<this, void>(this);

  /** Path of the file on the Jupyter server. */
  get path(): string {
    return this.context.localPath;
  }

  /** Whether leaving the page now would lose an edit. */
  get unsaved(): boolean {
    return this._session?.unsaved ?? false;
  }

  /** Whether a save reaches the file now, and not only when the tab is closed. */
  get savesNow(): boolean {
    return this._session?.savesNow ?? true;
  }

  /** Put the edits into the file; nothing to do before an editor runs. */
  async save(): Promise<void> {
    await this._session?.save();
  }

  /** Store what could not be stored before. */
  async retry(): Promise<void> {
    await this._session?.retry();
  }

  /** Tell how the edits stand, here and wherever failures are shown. */
  setState(state: SaveState): void {
    this._status.show(state);
  }

  /** Show a widget above the line, in the place of an editor or over it. */
  place(widget: Widget): void {
    this.insertWidget(1, widget); // Behind the first edge.
  }

  /** Put the keyboard into the editor, or as near to it as there is one. */
  enter(): void {
    this.node.focus(); // What an editor that is not ready leaves it at.
    this._session?.focus();
  }

  /** Put the keyboard back to JupyterLab. */
  leave(): void {
    focusTab(this.parent?.id);
  }

  /** Resolves when the tab is in front. */
  shown(): Promise<void> {
    return this.isVisible
      ? Promise.resolve()
      : new Promise(resolve => this._waiting.push(resolve));
  }

  /** Bring the edits to safety; answers whether the tab may close. */
  async settle(): Promise<boolean> {
    return (await this._session?.settle()) ?? true;
  }

  /** How often the tab came into the page: once, and with each move to another area. */
  get attached(): number {
    return this._attached;
  }

  /** Whether an editor runs, which `settle` should be asked of. */
  get running(): boolean {
    return this._session !== null;
  }

  /** Close the editor, at once. */
  stop(): void {
    this._run += 1;
    const hadKeyboard = this.node.contains(document.activeElement);
    this._session?.dispose();
    this._session = null;
    if (hadKeyboard && this.isAttached) {
      this.node.focus(); // It was in what is gone now.
    }
  }

  /** Start the editor, or start it anew. */
  async start(): Promise<void> {
    this.stop();
    this.marks.hideError();
    const run = this._run;
    const current = () => run === this._run && !this.isDisposed;
    this.marks.setLoading(true);
    this.setState({ kind: 'loading' });
    this.line.notice = null;
    try {
      await this.context.ready;
      const { openSession } = await import('./open-document');
      const session = await openSession(this, current);
      if (current()) {
        this._session = session;
      } else {
        session?.dispose();
      }
    } catch (error) {
      if (current()) {
        this.fail(troubleOf(error));
      }
    }
  }

  /**
   * Show the file as it is on disk. Unstored edits are stored first, by Docs at
   * the close of the document: beside the file, if that changed.
   */
  async reload(): Promise<void> {
    if (!this._session || !(await this.settle()) || this.isDisposed) {
      return;
    }
    this.stop();
    this.marks.setLoading(true);
    this.setState({ kind: 'loading' });
    const run = this._run;
    const { released } = await import('./open-document');
    await released(this, () => run === this._run);
    if (run === this._run && !this.isDisposed) {
      await this.start();
    }
  }

  /** The server says that `path` is the file's name and place now. */
  follow(path: string): void {
    if (path !== this.path) {
      this.office.renamed(this.path, path);
      this.refreshMetadata();
      this.line.notice = trouble(TAB, 'tab.renamed', this.office.trans, path);
    }
  }

  /** Let the user choose again how to work on the document. */
  async reconsider(): Promise<void> {
    this._ask = 'again';
    await this.reload();
  }

  /** Whether the user may be asked now how to work on the document. */
  takeAsk(): 'once' | 'again' {
    const ask = this._ask;
    this._ask = 'once';
    return ask;
  }

  /** Open the document anew, for something else, once the edits are safe. */
  async openFor(mode: Mode): Promise<void> {
    if ((await this.settle()) && !this.isDisposed) {
      this.mode = mode;
      if (mode === 'edit') {
        this._ask = 'again'; // They may have chosen otherwise before.
      }
      this.modeChanged.emit();
      await this.start();
    }
  }

  /** Fetch the file's new time stamp. */
  refreshMetadata(): void {
    void refreshMetadata(this.context, this.office);
  }

  /** Show why there is no editor. */
  fail(trouble: Trouble): void {
    this.stop();
    this.marks.setLoading(false);
    this.marks.setDirty(false);
    this.setState({ kind: 'closed' });
    this.marks.showError(trouble, [
      {
        label: this.office.trans.__('Try again'),
        primary: true,
        execute: () => void this.start()
      }
    ]);
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.stop();
    this._frames.dispose();
    this.office.unstored.report(this, null);
    super.dispose();
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this._attached += 1;
    void this._startOnceVisible();
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    void this._startOnceVisible();
    this._waiting.splice(0).forEach(resolve => resolve());
  }

  protected override onActivateRequest(msg: Message): void {
    this.enter();
  }

  private async _startOnceVisible(): Promise<void> {
    // Before the layout is restored every tab may be visible for a while.
    await this.office.restored;
    if (!this._started && this.isVisible) {
      this._started = true;
      await this.start();
    }
  }

  private _onTheme(): void {
    this._session?.setLight(this.office.isLight());
  }

  /** Who waits for the tab to be shown. */
  private readonly _waiting: (() => void)[] = [];
  private _ask: 'once' | 'again' = 'once';
  private readonly _status = new TabStatus(this);
  private _started = false;
  private _attached = 0;
  private _run = 0;
  private readonly _frames: ReturnType<typeof watchFrames>;
  private _session: EditorSession | null = null;
}
