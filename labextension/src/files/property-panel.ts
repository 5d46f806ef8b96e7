/**
 * A look at the file that is selected in the file browser, or whose document is
 * open, in JupyterLab's property inspector: its first page and its properties.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { PathExt } from '@jupyterlab/coreutils';
import type { FileBrowser } from '@jupyterlab/filebrowser';
import type { Contents } from '@jupyterlab/services';
import type { Message } from '@lumino/messaging';
import type { IWidgetTracker } from '@jupyterlab/apputils';
import { Widget } from '@lumino/widgets';

import type { OfficeDocument } from '../documents/document-widget';
import { troubleOf } from '../server/errors';
import type { Office } from '../application/services';

/** How long a file must stay selected until its picture is fetched, in ms. */
const LINGER = 300;

/** What is shown of a file. */
type File = Pick<Contents.IModel, 'path' | 'name' | 'size' | 'last_modified'>;

/** Show properties wherever the application has a place for them. */
export async function addProperties(
  app: JupyterFrontEnd,
  office: Office,
  browser: FileBrowser | null,
  documents: IWidgetTracker<OfficeDocument>
): Promise<void> {
  let provider;
  try {
    const { IPropertyInspectorProvider: token } =
      await import('@jupyterlab/property-inspector');
    provider = await app.resolveOptionalService(token);
  } catch {
    return; // An application without such a module.
  }
  if (!provider) {
    return;
  }
  if (browser) {
    const properties = new Properties(office);
    provider.register(browser).render(properties);
    const follow = (): void => {
      const [file, more] = [...browser.selectedItems()];
      properties.file = more || file?.type === 'directory' ? null : file;
    };
    browser.selectionChanged?.connect(follow);
    browser.model.refreshed.connect(follow);
    follow();
  }
  const inspect = (document: OfficeDocument): void => {
    const { context } = document;
    const properties = new Properties(office);
    provider.register(document).render(properties);
    const follow = (): void => {
      properties.file = context.contentsModel;
    };
    context.fileChanged.connect(follow);
    context.pathChanged.connect(follow);
    document.disposed.connect(() => properties.dispose());
    follow();
  };
  documents.forEach(inspect);
  documents.widgetAdded.connect((_, document) => inspect(document));
}

class Properties extends Widget {
  constructor(private readonly _office: Office) {
    super();
    this.addClass('jp-OnlyOffice-properties');
    this._picture.className = 'jp-OnlyOffice-properties-picture';
    this._list.className = 'jp-OnlyOffice-properties-list';
    this.node.append(this._picture, this._list);
    this._write();
  }

  set file(file: File | null | undefined) {
    const { path, last_modified } = this._file ?? {};
    this._file = file ?? null;
    this._write();
    if (path !== file?.path) {
      this._clear();
    } else if (last_modified !== file?.last_modified) {
      this._asked = null; // The old picture stays until there is a new one.
    }
    this._refresh();
  }

  override dispose(): void {
    this._clear();
    super.dispose();
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this._refresh();
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this._refresh();
  }

  /** Write down what is known without asking anybody. */
  private _write(): void {
    const { _file: file, _office: office } = this;
    const { trans } = office;
    if (!file) {
      this._list.replaceChildren();
      this._picture.textContent = trans.__(
        'Select a document to see its first page.'
      );
      return;
    }
    const language = office.language === 'en' ? undefined : office.language;
    const type = office.fileTypeOf(file.path);
    const rows: [string, string | undefined][] = [
      [trans.__('Name'), file.name],
      [trans.__('Type'), type?.displayName ?? type?.name],
      [trans.__('Size'), file.size ? size(file.size, language) : undefined],
      [
        trans.__('Modified'),
        new Date(file.last_modified).toLocaleString(language, {
          dateStyle: 'medium',
          timeStyle: 'short'
        })
      ]
    ];
    this._list.replaceChildren(
      ...rows.flatMap(([label, value]) => {
        if (!value) {
          return [];
        }
        const term = document.createElement('dt');
        const description = document.createElement('dd');
        term.textContent = label;
        description.textContent = value;
        return [term, description];
      })
    );
  }

  /** Fetch the picture, once somebody can see it. */
  private _refresh(): void {
    window.clearTimeout(this._timer);
    if (this._asked || !this.isVisible) {
      return;
    }
    const path = this._file?.path;
    this._timer = window.setTimeout(() => {
      if (path !== undefined && this.isVisible && !this.isDisposed) {
        void this._fetch(path);
      }
    }, LINGER);
  }

  private async _fetch(path: string): Promise<void> {
    const { requests, services, status, trans } = this._office;
    if (this._file?.size === undefined) {
      // The context of an open document does not know it.
      const asked = services.contents.get(path, { content: false });
      this._file = await asked.catch(() => this._file);
      this._write();
    }
    const ext = PathExt.extname(path).slice(1).toLowerCase();
    const known = status.formats.some(format => format.ext === ext);
    if (!known || services.contents.driveName(path)) {
      return;
    }
    const asked = (this._asked = {});
    if (!this._picture.querySelector('img')) {
      this._picture.textContent = trans.__('Making a picture…');
    }
    let shown: HTMLImageElement | string;
    try {
      const response = await requests.request(
        'onlyoffice/thumbnail',
        {},
        { path: services.contents.localPath(path) }
      );
      const bytes = await response.arrayBuffer();
      shown = new Image();
      shown.src = URL.createObjectURL(new Blob([bytes], { type: 'image/png' }));
      shown.alt = trans.__('First page of “%1”', PathExt.basename(path));
    } catch (error) {
      shown = troubleOf(error).cause;
    }
    if (this._asked === asked && !this.isDisposed) {
      this._release();
      this._picture.replaceChildren(shown);
    } else if (shown instanceof Image) {
      URL.revokeObjectURL(shown.src);
    }
  }

  private _clear(): void {
    window.clearTimeout(this._timer);
    this._asked = null;
    this._release();
    if (this._file) {
      this._picture.replaceChildren();
    }
  }

  /** Let go of the picture that is shown. */
  private _release(): void {
    const image = this._picture.querySelector('img');
    if (image) {
      URL.revokeObjectURL(image.src);
    }
  }

  private _file: File | null = null;
  /** The request whose picture is, or is to be, shown. */
  private _asked: object | null = null;
  private _timer = 0;
  private readonly _picture = document.createElement('div');
  private readonly _list = document.createElement('dl');
}

/** So many bytes, as a person says it. */
function size(bytes: number, language: string | undefined): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  let power = 0;
  while (bytes >= 1000 && power < units.length - 1) {
    bytes /= 1000;
    power += 1;
  }
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[power],
    unitDisplay: power ? 'short' : 'long',
    maximumFractionDigits: bytes < 10 && power ? 1 : 0
  }).format(bytes);
}
