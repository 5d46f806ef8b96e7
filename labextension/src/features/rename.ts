/**
 * Renaming the file from the editor: its title in the header, or File > Rename.
 */
import { showErrorMessage } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';

import { RequestError, troubleOf } from '../server/errors';
import { newName } from '../files/renamed-paths';
import type { EditorHost, Handlers } from './feature';
import { trouble } from '../messages/row';
import { PAGE } from '../messages/page';

export function rename({ answer, office, panel }: EditorHost): Handlers {
  if (!answer.can.includes('rename')) {
    return {};
  }
  const { requests, services, trans } = office;
  return {
    onRequestRename: async ({ data }) => {
      const { context, path } = panel;
      const old = PathExt.basename(path);
      const name = newName(String(data ?? ''), old);
      if (name === old) {
        return;
      }
      try {
        if (!name) {
          throw RequestError.of(trouble(PAGE, 'page.name', trans));
        }
        const target = PathExt.join(PathExt.dirname(context.path), name);
        if (await exists(services.contents, target)) {
          throw RequestError.of(trouble(PAGE, 'page.name-taken', trans, name));
        }
        await services.contents.rename(context.path, target);
      } catch (error) {
        // The editor shows the new name as if it were the file's.
        requests.title(path).catch(() => undefined);
        const { cause, remedy } = troubleOf(error);
        await showErrorMessage(
          trans.__('“%1” could not be renamed', old),
          [cause, remedy].join(' ')
        );
      }
    }
  };
}

/** Whether there is such a file; some managers would write over it. */
async function exists(
  contents: EditorHost['office']['services']['contents'],
  path: string
): Promise<boolean> {
  try {
    await contents.get(path, { content: false });
    return true;
  } catch {
    return false;
  }
}
