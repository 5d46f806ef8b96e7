/**
 * "Show in file browser": a button in the status line. Docs has one of its own,
 * which only follows an address: away from JupyterLab, or to a second one.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { folderIcon } from '@jupyterlab/ui-components';

import type { Office } from '../application/services';
import type { DocumentTab } from '../documents/document-tab';

const GO = 'filebrowser:go-to-path';

/** Add the button, where there is a file browser beside documents. */
export function addLocation(
  panel: DocumentTab,
  { commands }: JupyterFrontEnd,
  { trans }: Office
): void {
  if (!commands.hasCommand(GO)) {
    return; // Notebook 7
  }
  const button = document.createElement('button');
  button.className = 'jp-OnlyOffice-status-location';
  button.title = trans.__('Show in file browser');
  button.setAttribute('aria-label', button.title);
  folderIcon.element({ container: button, tag: 'span' });
  button.onclick = () => {
    void (async () => {
      if (commands.hasCommand('filebrowser:activate')) {
        await commands.execute('filebrowser:activate');
      }
      await commands.execute(GO, { path: panel.context.path });
    })();
  };
  panel.line.node.append(button);
}
