/**
 * "Save Copy As" of the editor: Docs makes the file, the user chooses a folder.
 */
import { Notification } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';

import { pickFolder } from '../pick';
import type { EditorHost, Handlers } from './feature';

interface SaveAsData {
  url?: string;
  title?: string;
  fileType?: string;
}

export function saveAs({ answer, office, panel }: EditorHost): Handlers {
  if (!answer.can.includes('save-as')) {
    return {};
  }
  const { requests, trans } = office;
  return {
    onRequestSaveAs: async event => {
      const {
        url = '',
        title = '',
        fileType = ''
      } = (event.data ?? {}) as SaveAsData;
      const here = PathExt.dirname(panel.path);
      const folder = await pickFolder(
        office,
        trans.__('Save “%1” in', title),
        here
      );
      if (folder === null) {
        return;
      }
      const saved = await requests.saveAs({ url, title, fileType }, folder);
      office.filesChanged();
      Notification.success(trans.__('Saved as “%1”.', saved.path), {
        autoClose: 10_000,
        actions: [
          {
            label: trans.__('Open'),
            displayType: 'accent',
            callback: () => office.open(saved.path)
          }
        ]
      });
    }
  };
}
