/**
 * The notification about conversions under way, with a way to give them up.
 */
import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

export class Progress {
  /** `cancel` is called when the user does not want to wait any more. */
  constructor(
    private readonly _trans: TranslationBundle,
    language: string,
    message: string,
    private readonly _cancel: () => void
  ) {
    this._percent = new Intl.NumberFormat(language, { style: 'percent' });
    this._told = message;
    this._id = Notification.emit(message, 'in-progress', {
      autoClose: false,
      actions: this._actions()
    });
  }

  /**
   * Say what goes on; `done` is from 0 to 1. It is in the text because JupyterLab
   * draws no bar, and left out as long as nothing is known.
   */
  update(message: string, done: number): void {
    const told =
      done > 0 ? `${message} ${this._percent.format(done)}` : message;
    if (told !== this._told) {
      this._told = told;
      Notification.update({ id: this._id, message: told, progress: done });
    }
  }

  /** Say that it has worked; `open` opens the result. */
  succeed(message: string, open?: () => void): void {
    Notification.dismiss(this._id);
    Notification.success(message, {
      autoClose: open ? 10_000 : 5000,
      actions: open
        ? [
            {
              label: this._trans.__('Open'),
              displayType: 'accent',
              callback: open
            }
          ]
        : []
    });
  }

  /** Say what has not worked, and why for each document. */
  fail(message: string, reasons: string[]): void {
    const trans = this._trans;
    Notification.dismiss(this._id);
    Notification.error(message, {
      autoClose: false,
      actions: [
        {
          label: trans.__('Details'),
          callback: event => {
            event.preventDefault(); // Keeps the notification.
            void showDialog({
              title: message,
              body: reasons.join('\n\n'),
              buttons: [Dialog.okButton({ label: trans.__('Close') })]
            });
          }
        }
      ]
    });
  }

  /** There is nothing to say. */
  dismiss(): void {
    Notification.dismiss(this._id);
  }

  private _actions(): Notification.IAction[] {
    return [
      {
        label: this._trans.__('Cancel'),
        callback: () => this._cancel()
      }
    ];
  }

  private readonly _id: string;
  private readonly _percent: Intl.NumberFormat;
  private _told: string;
}
