/**
 * What a tab shows of its editor, beside the status line: that it loads, closes,
 * is exchanged or has failed, and that the file lacks edits.
 */
import type { ErrorAction } from './error-panel';
import { ErrorPanel } from './error-panel';
import type { DocumentTab, TabIndicators } from './document-tab';
import type { Trouble } from '../server/types';

/** On the tab while its editor loads: keeps it laid out when it is hidden. */
const LOADING = 'jp-oo-loading';

const DIRTY = 'jp-mod-dirty';

export class Marks implements TabIndicators {
  constructor(private readonly _panel: DocumentTab) {}

  /** Show why there is no editor, or none yet, over the stage. */
  showError(trouble: Trouble, actions: ErrorAction[]): void {
    this.hideError();
    const { office, parent, path } = this._panel;
    const { connection, trans } = office;
    const name = path.split('/').pop();
    this._error = new ErrorPanel(
      trans.__('“%1” cannot be opened', name),
      trouble,
      [...actions, ...(connection?.failed(trouble, parent) ?? [])],
      trans
    );
    // Over the stage, which stays laid out: an editor may still load in it.
    this._panel.place(this._error);
  }

  hideError(): void {
    this._error?.dispose();
    this._error = null;
  }

  setLoading(loading: boolean): void {
    this._panel.parent?.toggleClass(LOADING, loading);
    this._panel.toggleClass('jp-mod-loading', loading);
  }

  /** Cover the editor while its edits are brought to safety. */
  setClosing(closing: boolean): void {
    this._panel.toggleClass('jp-mod-closing', closing);
    this._panel.line.activity = closing
      ? this._panel.office.trans.__('Saving the last edit before closing…')
      : '';
  }

  /** Keep the user from typing into an editor that is about to be exchanged. */
  setRenewing(renewing: boolean): void {
    this._panel.stage.node.inert = renewing;
    this._panel.toggleClass('jp-mod-closing', renewing);
  }

  /** Mark the tab as one whose file lacks edits. */
  setDirty(dirty: boolean): void {
    const title = this._panel.parent?.title ?? this._panel.title;
    const names = new Set(title.className.split(' ').filter(Boolean));
    names.delete(DIRTY);
    if (dirty) {
      names.add(DIRTY);
    }
    title.className = [...names].join(' ');
  }

  private _error: ErrorPanel | null = null;
}
