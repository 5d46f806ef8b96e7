/**
 * The way to the check of the connection: a command, a button where a document
 * could not be opened, and by itself when that happens for the first time. The
 * check itself is loaded when it is wanted.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { Widget } from '@lumino/widgets';

import type { ErrorAction } from '../documents/error-panel';
import type { ConnectionCheck, Office } from '../application/services';
import { isSetUp } from '../messages/setup-errors';
import type { Trouble } from '../server/types';

export const CHECK = 'onlyoffice:check-connection';

export class Connection implements ConnectionCheck {
  constructor(
    private readonly _app: JupyterFrontEnd,
    private readonly _office: Office
  ) {}

  /** Check the connection, in a tab in front. */
  async check(): Promise<void> {
    const { showDoctor } = await import('.');
    showDoctor(this._app, this._office, { activate: true });
  }

  /**
   * A document cannot be opened in the tab `widget`. Answers what the user is
   * offered; for the first one the check comes by itself, beside the tab.
   */
  failed(trouble: Trouble, widget: Widget | null): ErrorAction[] {
    const { status, trans } = this._office;
    if (status.editor !== 'docs' || !isSetUp(trouble)) {
      return [];
    }
    if (!this._hasShown && widget) {
      this._hasShown = true;
      void this._show(widget);
    }
    return [
      {
        label: trans.__('Check the connection'),
        execute: () => void this.check()
      }
    ];
  }

  private async _show(widget: Widget): Promise<void> {
    const { shell, name } = this._app;
    if (/notebook/i.test(name)) {
      return; // There it would be a dialog, in the way of what is read.
    }
    const { showDoctor } = await import('.');
    showDoctor(this._app, this._office, {
      beside: widget.id,
      activate: shell.currentWidget === widget
    });
  }

  private _hasShown = false;
}

/** Add the command; its place in the Help menu is in schema/plugin.json. */
export function addCheck(
  app: JupyterFrontEnd,
  { trans }: Office,
  connection: ConnectionCheck,
  palette: ICommandPalette | null
): void {
  app.commands.addCommand(CHECK, {
    label: trans.__('Check the Connection to ONLYOFFICE Docs'),
    caption: trans.__(
      'Test each leg of the way between this browser, Docs and the Jupyter server'
    ),
    describedBy: { args: { type: 'object', properties: {} } },
    execute: () => connection.check()
  });
  palette?.addItem({ command: CHECK, category: trans.__('Office') });
}
