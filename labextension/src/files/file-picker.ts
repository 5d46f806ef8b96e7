/**
 * JupyterLab's own file dialog, for files and folders of this Jupyter server.
 */
import { Dialog } from '@jupyterlab/apputils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import { FileDialog } from '@jupyterlab/filebrowser';
import type { Widget } from '@lumino/widgets';

import { extensionOf } from '../convert/targets';
import { RequestError } from '../server/errors';
import type { Office } from '../application/services';
import { trouble } from '../messages/row';
import { PAGE } from '../messages/page';

/** Ask for a folder, `start` first; null when the user does not want one. */
export async function pickFolder(
  office: Office,
  title: string,
  start: string
): Promise<string | null> {
  const answer = await FileDialog.getExistingDirectory({
    ...optionsOf(office, title, start)
  });
  const [folder] = answer.value ?? [];
  return answer.button.accept ? local(office, folder?.path ?? start) : null;
}

/**
 * Ask for files with one of these extensions; none when the user does not want
 * any.
 */
export async function pickFiles(
  office: Office,
  title: string,
  start: string,
  extensions: string[]
): Promise<string[]> {
  const wanted = new Set(extensions);
  const answer = await FileDialog.getOpenFiles({
    ...optionsOf(office, title, start),
    filter: ({ type, path }) =>
      type === 'directory' || wanted.has(extensionOf(path)) ? {} : null
  });
  if (!answer.button.accept) {
    return [];
  }
  // Without a selection the dialog answers the folder that it shows.
  return (answer.value ?? [])
    .filter(({ type }) => type !== 'directory')
    .map(({ path }) => local(office, path));
}

function optionsOf(
  { documents, trans, translator }: Office,
  title: string,
  start: string
): {
  manager: IDocumentManager;
  title: string;
  defaultPath: string | undefined;
  translator: Office['translator'];
  renderer: Dialog.IRenderer;
} {
  if (!documents) {
    throw RequestError.of(trouble(PAGE, 'page.no-dialog', trans));
  }
  return {
    manager: documents,
    title,
    translator,
    renderer: new Renderer(),
    // Told to begin at the root the dialog stays empty.
    defaultPath: start ? `/${start}` : undefined
  };
}

/**
 * Has a dialog answer nothing that is accepted before it has read its folder,
 * or where that failed: it has no list then, of which JupyterLab would take the
 * selection, and would fail.
 */
class Renderer extends Dialog.Renderer {
  override createBody(value: Dialog.Body<unknown>): Widget {
    const body: Dialog.IBodyWidget<unknown> = super.createBody(value);
    const selected = body.getValue?.bind(body);
    if (selected) {
      body.getValue = () => (body.layout ? selected() : null);
    }
    return body;
  }
}

/** The path on this server. Throws RequestError for a file of another drive. */
function local({ services, trans }: Office, path: string): string {
  const drive = services.contents.driveName(path);
  if (drive) {
    throw RequestError.of(
      trouble(PAGE, 'page.other-drive-chosen', trans, drive)
    );
  }
  return services.contents.localPath(path).replace(/^\/+/, '');
}
