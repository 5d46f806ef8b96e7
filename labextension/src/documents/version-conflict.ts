/**
 * A document that was edited here and changed on disk: the user chooses which
 * version stays, in this tab, now or later.
 */
import { Dialog } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { IDisposable } from '@lumino/disposable';

import { question } from '../ui/dialogs';
import { troubleOf } from '../server/errors';
import type { Office } from '../application/services';
import type { DocumentTab } from './document-tab';
import type { Choice } from '../server/types';

/** Why a choice is refused for good. */
const DECIDED = /^saving\.(decided|not-yours)/;

export class Conflict implements IDisposable {
  constructor(
    private readonly _panel: DocumentTab,
    private readonly _office: Office,
    private readonly _key: () => string
  ) {}

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    this.end();
  }

  /** The edits are in `copy`, beside the file. */
  async begin(copy: string): Promise<void> {
    if (this._copy === copy) {
      return; // Asked already; the status line offers it again.
    }
    this._copy = copy;
    this._panel.line.choose = () => void this.ask();
    await this._panel.shown();
    if (this._copy === copy) {
      await this.ask();
    }
  }

  /** The choice is made, or there is none any more. */
  end(): void {
    this._copy = '';
    this._panel.line.choose = null;
    const dialog = this._dialog;
    this._dialog = null;
    dialog?.reject();
  }

  async ask(): Promise<void> {
    const copy = this._copy;
    if (!copy || this._dialog) {
      return;
    }
    const dialog = (this._dialog = this._question(copy));
    const { button } = await dialog.launch();
    if (this._dialog !== dialog) {
      return; // Decided by somebody else meanwhile.
    }
    this._dialog = null;
    const [choice] = button.actions as (Choice | undefined)[];
    if (!choice) {
      return; // Later.
    }
    const { requests, unstored } = this._office;
    try {
      const { path } = this._panel;
      unstored.know(copy); // Who chooses need not be told of what they chose.
      await requests.resolve(path, choice, this._key(), copy);
      this.end();
      this._panel.refreshMetadata();
      if (choice === 'both') {
        this._office.openBeside(copy, this._panel);
      }
    } catch (error) {
      unstored.know(copy, false);
      const told = troubleOf(error);
      if (DECIDED.test(told.reason ?? '')) {
        this.end(); // Somebody else was faster: it says who, and what.
      }
      this._panel.line.notice = told;
    }
  }

  private _question(copy: string): Dialog<unknown> {
    const { trans } = this._office;
    return question({
      title: trans.__(
        '“%1” was changed on disk while you edited it',
        PathExt.basename(this._panel.path)
      ),
      body: trans.__(
        'Nothing is lost: the file is as it was changed, and your edits are in “%1” beside it. Which version should the file hold? If you choose yours, the other one is kept as a copy.',
        PathExt.basename(copy)
      ),
      buttons: [
        Dialog.cancelButton({
          label: trans.__('Keep both'),
          caption: trans.__('Show them side by side'),
          actions: ['both']
        }),
        Dialog.createButton({
          label: trans.__('Take the one on disk'),
          actions: ['theirs']
        }),
        Dialog.okButton({ label: trans.__('Keep mine'), actions: ['mine'] })
      ],
      defaultButton: 0
    });
  }

  private _copy = '';
  private _dialog: Dialog<unknown> | null = null;
  private _isDisposed = false;
}
