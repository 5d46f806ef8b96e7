/**
 * A document in the built-in editor or view.
 */
import type { IDocumentWidget } from '@jupyterlab/docregistry';

import { Autosave } from '../saving/autosave';
import type { BuiltinOptions, BuiltinWidget } from './widget';
import { askUnsaved } from '../ui/dialogs';
import { troubleOf } from '../server/errors';
import type { Office } from '../application/services';
import type { BuiltinAnswer } from '../documents/open-answer';
import type { DocumentTab } from '../documents/document-tab';
import type { SaveState } from '../saving/save-state';
import type { EditorSession } from '../documents/editor-session';

export class BuiltinSession implements EditorSession {
  constructor(
    private readonly _panel: DocumentTab,
    private readonly _office: Office,
    private readonly _answer: BuiltinAnswer,
    create: (options: BuiltinOptions) => BuiltinWidget
  ) {
    _panel.line.notice = _answer.notice;
    this._autosave = new Autosave(_office.documents, () => this.save());
    this._widget = create({
      answer: _answer,
      context: _panel.context,
      trans: _office.trans,
      language: _office.language,
      requests: _office.requests,
      isLight: _office.isLight(),
      onState: state => this._onState(state),
      onSave: () => this._asked(),
      onMode: mode => {
        _panel.line.mode = mode;
      },
      onMoved: path => _panel.follow(path),
      onNews: news => {
        _panel.line.notice = news;
        _panel.refreshMetadata();
      }
    });
    _panel.place(this._widget);
    _panel.stage.hide();
    _panel.marks.setLoading(false);
  }

  get unsaved(): boolean {
    this._widget.look(); // The editor does not tell of an edit at once.
    return this._lags;
  }

  get isDisposed(): boolean {
    return this._widget.isDisposed;
  }

  dispose(): void {
    this._autosave.dispose();
    this._widget.dispose();
    this._panel.stage.show();
    this._panel.marks.setDirty(false);
  }

  get savesNow(): boolean {
    return true;
  }

  save(): Promise<void> {
    return this._widget.save();
  }

  retry(): Promise<void> {
    return this.save();
  }

  async settle(): Promise<boolean> {
    while (this.unsaved && !this.isDisposed) {
      this._panel.marks.setClosing(true);
      try {
        await this._widget.save();
        this._widget.look();
        if (this._state.kind !== 'unsaved') {
          return true;
        } // The user typed on meanwhile.
      } catch (error) {
        this._panel.marks.setClosing(false);
        const answer = await askUnsaved(
          this._panel.context.localPath,
          troubleOf(error).cause,
          this._office.trans
        );
        if (answer !== 'wait') {
          return answer === 'discard';
        }
      } finally {
        this._panel.marks.setClosing(false);
      }
    }
    return true;
  }

  focus(): void {
    this._widget.activate();
  }

  setLight(isLight: boolean): void {
    this._widget.setLight?.(isLight);
  }

  /** As JupyterLab does it, which asks for the name of a new document first. */
  private _asked(): void {
    const document = this._panel.parent as IDocumentWidget | null;
    if (document?.isUntitled) {
      void this._office.commands.execute('docmanager:save');
    } else {
      void this.save().catch(() => undefined); // The line tells of it.
    }
  }

  private _onState(state: SaveState): void {
    if (state.kind === 'closed') {
      this._panel.line.notice = null; // It tells of what is not shown now.
    } else if (this._state.kind === 'closed') {
      this._panel.line.notice = this._answer.notice;
    }
    this._state = state;
    this._panel.setState(state);
    this._panel.marks.setDirty(this._lags);
    if (state.kind === 'stored') {
      this._panel.refreshMetadata();
    }
    this._autosave.update(state.kind === 'unsaved' || state.kind === 'failed');
  }

  /** Whether the file lacks edits, as the editor has told. */
  private get _lags(): boolean {
    return ['unsaved', 'held', 'saving', 'failed'].includes(this._state.kind);
  }

  private _state: SaveState = { kind: 'loading' };
  private readonly _autosave: Autosave;
  private readonly _widget: BuiltinWidget;
}
