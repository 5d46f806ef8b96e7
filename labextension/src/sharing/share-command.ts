/**
 * "Share..." in the context menu of the file browser.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { PathExt } from '@jupyterlab/coreutils';
import type { IDefaultFileBrowser } from '@jupyterlab/filebrowser';

import type { Office } from '../application/services';

export const SHARE = 'onlyoffice:share';

/** Add the command, where the administrator allows share links. */
export function addShareCommand(
  app: JupyterFrontEnd,
  office: Office,
  browser: IDefaultFileBrowser | null
): void {
  const { status, trans } = office;
  if (!status.shareLinks || !browser) {
    return;
  }
  const chosen = (): string | undefined => {
    const [item, more] = [...browser.selectedItems()];
    const ext = PathExt.extname(item?.path ?? '')
      .slice(1)
      .toLowerCase();
    return !more && status.formats.some(format => format.ext === ext)
      ? item.path
      : undefined;
  };
  app.commands.addCommand(SHARE, {
    label: trans.__('Share for Guests…'),
    isVisible: () => chosen() !== undefined,
    describedBy: { args: { type: 'object', properties: {} } },
    execute: async () => {
      const path = chosen();
      if (path !== undefined) {
        const { showShares } = await import('./share-dialog');
        await showShares(office, path);
      }
    }
  });
  app.contextMenu.addItem({
    command: SHARE,
    selector: '.jp-DirListing-item[data-isdir="false"]',
    rank: 13
  });
}
