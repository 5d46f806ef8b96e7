/**
 * "Save Copy As" of the editor: Docs makes the file, the user chooses a folder.
 */
import { Notification } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';

import { pickFolder } from '../files/file-picker';
import type { EditorHost, Handlers } from './feature';
import { orTell } from './error-dialog';

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

  const save = async (offer: Required<SaveAsData>): Promise<void> => {
    const folder = await pickFolder(
      office,
      trans.__('Save “%1” in', offer.title),
      PathExt.dirname(panel.path)
    );
    if (folder === null) {
      return;
    }
    const saved = await requests.saveAs(offer, folder);
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
  };

  return {
    onRequestSaveAs: event => {
      const {
        url = '',
        title = '',
        fileType = ''
      } = (event.data ?? {}) as SaveAsData;
      return orTell(trans.__('The copy could not be saved'), () =>
        save({ url, title, fileType })
      );
    }
  };
}
