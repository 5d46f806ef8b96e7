/**
 * Opens forms in our editor by a double-click.
 *
 * A form is a PDF, and JupyterLab chooses by the name of a file: plain PDFs keep
 * its own viewer. So the viewer that JupyterLab opens by itself gives way once
 * the server has found a form in the file. A viewer that the user has asked for
 * ("Open With") stays, as does one that comes back with the layout.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IDocumentManager } from '@jupyterlab/docmanager';

import type { Office } from '../application/services';
import { FACTORY } from '../application/services';

type Open = IDocumentManager['open'];

/** What Notebook 7 passes on in a page that shows one document. */
const HERE = '_noref';

export function openForms(app: JupyterFrontEnd, office: Office): void {
  const { documents, services } = office;
  if (!documents) {
    return;
  }
  const open = documents.open.bind(documents);
  const inNotebook = /notebook/i.test(app.name);

  /** Whether nobody has said what to open it with. */
  const isDefault = (
    name: string | undefined,
    options: Parameters<Open>[3]
  ): boolean =>
    inNotebook
      ? options?.ref === HERE &&
        !new URLSearchParams(window.location.search).has('factory')
      : name === undefined || name === 'default';

  documents.open = (...args: Parameters<Open>) => {
    const [path, name, kernel, options] = args;
    const widget = open(...args);
    if (
      widget &&
      /\.pdf$/i.test(path) &&
      isDefault(name, options) &&
      !services.contents.driveName(path) &&
      app.docRegistry.defaultWidgetFactory(path)?.name !== FACTORY
    ) {
      void isForm(office, path).then(form => {
        if (!form || widget.isDisposed) {
          return;
        }
        if (inNotebook) {
          widget.dispose(); // Its page has room for one.
          open(path, FACTORY, kernel, options);
        } else {
          const place = { mode: 'tab-after', ref: widget.id } as const;
          open(path, FACTORY, kernel, { ...options, ...place });
          widget.dispose();
        }
      });
    }
    return widget;
  };
}

async function isForm({ requests, services }: Office, path: string) {
  try {
    return await requests.isForm(services.contents.localPath(path));
  } catch {
    return false; // The viewer says what is wrong with the file.
  }
}
