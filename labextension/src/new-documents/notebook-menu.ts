/**
 * Office documents in the menu "New" of Notebook 7, above its list of files.
 *
 * The menu belongs to Notebook, which fills it anew whenever the kernels change
 * and hands it to nobody: it is found in the toolbar of the file browser, and
 * looked after each time it opens.
 */
import type { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import type { Message } from '@lumino/messaging';
import { MessageLoop } from '@lumino/messaging';
import type { Menu } from '@lumino/widgets';
import { MenuBar } from '@lumino/widgets';

import { CREATE, FROM_TEMPLATE } from './commands';
import type { Office } from '../application/services';

export function extendNewMenu(
  browser: IDefaultFileBrowser,
  { restored, status }: Office
): void {
  void restored.then(() => {
    const menu = newMenu(browser);
    if (!menu) {
      return; // JupyterLab has none.
    }
    const fill = (_: unknown, message: Message): boolean => {
      if (
        message.type === 'update-request' &&
        !menu.items.some(({ command }) => command === CREATE)
      ) {
        menu.addItem({ type: 'separator' });
        for (const type of status.create) {
          menu.addItem({ command: CREATE, args: { type } });
        }
        menu.addItem({ command: FROM_TEMPLATE });
      }
      return true;
    };
    MessageLoop.installMessageHook(menu, fill);
  });
}

/** The first menu in the toolbar above the files. */
function newMenu({ toolbar }: IDefaultFileBrowser): Menu | undefined {
  for (const widget of toolbar.children()) {
    if (widget instanceof MenuBar) {
      return widget.menus[0];
    }
  }
  return undefined;
}
