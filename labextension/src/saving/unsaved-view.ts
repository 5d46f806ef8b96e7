/**
 * Where it is shown that documents are not stored, beside their own tabs:
 * notifications, and an item in JupyterLab's status bar, there only while it is
 * needed. (Notebook 7 has no status bar.)
 */
import type { IStatusBar } from '@jupyterlab/statusbar';
import { Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';

import { Notifications } from './notifications';
import type { Office } from '../application/services';
import { openUnstored } from './unsaved-dialog';

export function showUnstored(office: Office, bar: IStatusBar | null): void {
  new Notifications(office);
  if (bar) {
    addItem(bar, office);
  }
}

function addItem(bar: IStatusBar, office: Office): void {
  const { trans, unstored } = office;
  const item = new Widget({ node: document.createElement('button') });
  item.addClass('jp-OnlyOffice-unstored-item');
  item.node.addEventListener('click', () => void openUnstored(office));
  const activeStateChanged = new Signal<object, void>(item);
  const update = (): void => {
    const { documents } = unstored;
    const count = documents.length;
    item.node.textContent = trans._n(
      '%1 document is not stored',
      '%1 documents are not stored',
      count,
      count
    );
    item.node.title = documents.map(({ path }) => path).join('\n');
    activeStateChanged.emit();
  };
  bar.registerStatusItem('jupyter-onlyoffice:unstored', {
    item,
    align: 'left',
    rank: 100,
    isActive: () => unstored.documents.length > 0,
    activeStateChanged
  });
  unstored.changed.connect(update);
  update();
}
