/**
 * The commands that move the keyboard between JupyterLab and an editor.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';

import { OfficeDocument } from '../documents/document-widget';
import { ENTER, LEAVE } from './keyboard';
import type { Office } from '../application/services';
import type { OfficePanel } from '../documents/document-panel';

/** Add the commands; their keys are in schema/plugin.json. */
export function addKeyboard(
  app: JupyterFrontEnd,
  { trans }: Office,
  palette: ICommandPalette | null
): void {
  const current = (): OfficePanel | null => {
    const widget = app.shell.currentWidget;
    return widget instanceof OfficeDocument ? widget.content : null;
  };
  const describedBy = { args: { type: 'object', properties: {} } };
  app.commands.addCommand(LEAVE, {
    label: trans.__('Back to JupyterLab'),
    caption: trans.__('Move the keyboard from the editor to its tab'),
    isEnabled: () => current() !== null,
    describedBy,
    execute: () => current()?.leave()
  });
  app.commands.addCommand(ENTER, {
    label: trans.__('Into the Editor'),
    caption: trans.__('Move the keyboard into the editor of the tab'),
    isEnabled: () => current() !== null,
    describedBy,
    execute: () => current()?.enter()
  });
  for (const command of [LEAVE, ENTER]) {
    palette?.addItem({ command, category: trans.__('Office') });
  }
}
