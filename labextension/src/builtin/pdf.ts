/**
 * Any document as pages: a PDF in pdf.js. The view is made here of its parts:
 * the pages, the toolbar, the bar to find words, and the sheets of a workbook.
 */
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import type { PDFDocumentProxy } from 'pdfjs-dist';
import type {
  PDFLinkService,
  PDFPageView,
  PDFViewer
} from 'pdfjs-dist/legacy/web/pdf_viewer.mjs';

import { RequestError } from '../server/errors';
import type { Body, BodyOptions, Shown } from './panel-body';
import { mayFocus } from './focus';
import { isFind, PdfFind } from './pdf-find';
import { PdfLoader } from './pdf-loader';
import { PdfSheets, samePage, type Sheet, sheetsOf } from './pdf-sheets';
import { PdfToolbar } from './pdf-toolbar';
import { createViewer } from './pdf-viewer';
import '../../style/builtin-pdf.css';
import { trouble } from '../messages/row';
import { BUILTIN } from '../messages/builtin';

/** Load the first piece of the document and make its view. Throws RequestError. */
export async function createPdfBody(options: BodyOptions): Promise<Body> {
  const body = new PdfBody(options);
  try {
    await body.load();
  } catch (error) {
    body.dispose();
    throw error;
  }
  return body;
}

class PdfBody extends Widget implements Body {
  constructor(private readonly _options: BodyOptions) {
    super();
    this.addClass('jp-OnlyOffice-pdf');
    this._container.className = 'jp-OnlyOffice-pdf-scroll';
    this._container.tabIndex = 0;
    const pages = document.createElement('div');
    pages.className = 'pdfViewer';
    this._container.append(pages);
    const { bus, links, viewer } = createViewer(this._container, pages);
    this._viewer = viewer;
    this._links = links;
    this._loader = new PdfLoader(_options, error => this._failed(error));
    this._toolbar = new PdfToolbar(this._viewer, bus, _options.trans, () =>
      this._find.open()
    );
    this._find = new PdfFind(bus, _options.trans, () => this._focus());
    this.node.addEventListener('keydown', event => {
      if (isFind(event)) {
        event.preventDefault();
        event.stopPropagation();
        this._find.open();
      }
    });
    const stage = document.createElement('div');
    stage.className = 'jp-OnlyOffice-pdf-stage';
    stage.append(this._container);
    this._sheets = new PdfSheets(
      _options.trans,
      this._container,
      (page, byPointer) => {
        this._viewer.currentPageNumber = page;
        if (byPointer) {
          this._focus();
        }
      }
    );
    this.node.append(
      this._toolbar.node,
      this._find.node,
      stage,
      this._sheets.node
    );
    bus.on('pagechanging', ({ pageNumber }: { pageNumber: number }) =>
      this._sheets.show(pageNumber)
    );
    bus.on('pagesinit', () => {
      const place = this._place;
      this._viewer.currentScaleValue = place?.scale ?? 'auto';
      this._container.scrollTop = place
        ? this._topOf(place.page) + place.into
        : 0;
    });
    bus.on('textlayerrendered', () => {
      // The tab key would stop at each page, at far ones first.
      for (const layer of pages.querySelectorAll('.textLayer[tabindex="0"]')) {
        layer.setAttribute('tabindex', '-1');
      }
    });
    this._container.addEventListener(
      'wheel',
      event => this._toolbar.onWheel(event),
      { passive: false }
    );
  }

  shown(): Shown {
    const { context } = this._options;
    return { path: context.localPath, version: this._version, lags: false };
  }

  gone(): void {
    const { bar, trans } = this._options;
    bar.warn(trouble(BUILTIN, 'file.gone', trans), []);
  }

  async load(): Promise<void> {
    this._isPart = await this._load(false);
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._viewer.cleanup();
    this._toldOfRest?.();
    this._loader.stop();
    super.dispose();
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    if (this._pdf && this._viewer.pagesCount === 0) {
      // Not before: pages are measured.
      const pdf = this._pdf;
      this._show(pdf);
      // Their names may be far away in the file: pages first.
      void this._named(pdf).then(sheets => this._showSheets(pdf, sheets));
      this._options.onState({ kind: 'clean' });
      if (mayFocus(this)) {
        this._focus(); // The keys that turn pages work at once.
      }
      if (this._isPart) {
        void this._addRest();
      }
    }
  }

  /** Load the document; answers whether it is the first pages only. */
  private async _load(whole: boolean): Promise<boolean> {
    const { pdf, version, isPart } = await this._loader.load(whole);
    this._pdf = pdf;
    this._version = version;
    return isPart;
  }

  private _show(pdf: PDFDocumentProxy): void {
    this._viewer.setDocument(pdf);
    this._links.setDocument(pdf);
    this._toolbar.setPages(pdf.numPages);
    const { bar, trans } = this._options;
    if (pdf.numPages >= this._most) {
      bar.tell(
        trans.__(
          'Only the first %1 pages are shown; the document may be longer.',
          `${this._most}`
        )
      );
    }
  }

  private _showSheets(pdf: PDFDocumentProxy, sheets: readonly Sheet[]): void {
    if (pdf === this._pdf && !this.isDisposed) {
      const areAll = pdf.numPages < this._most;
      const page = this._place?.page ?? this._viewer.currentPageNumber;
      this._sheets.setSheets(sheets, areAll, page);
    }
  }

  /** The sheets of the workbook; none of what is no workbook. */
  private async _named(pdf: PDFDocumentProxy): Promise<Sheet[]> {
    try {
      return this._options.answer.sheets ? await sheetsOf(pdf) : [];
    } catch (error) {
      console.warn('The sheets of the workbook are not known', error);
      return []; // The pages are shown all the same.
    }
  }

  /** The first pages are shown: have all of them, and put them in their place. */
  private async _addRest(): Promise<void> {
    const { bar, trans } = this._options;
    this._toldOfRest = bar.tell(
      trans.__('These are the first pages. The rest is being made.')
    );
    const first = this._loader.task;
    const known = this._pdf && (await this._named(this._pdf));
    try {
      await this._load(true);
    } catch (error) {
      this._failed(error);
      return;
    } finally {
      this._toldOfRest();
    }
    const pdf = this._pdf;
    const sheets = pdf && (await this._named(pdf));
    if (this.isDisposed || !pdf) {
      this._loader.stop();
      return;
    }
    const page = this._viewer.currentPageNumber;
    this._place = {
      scale: this._viewer.currentScaleValue,
      page: samePage(page, known ?? [], sheets ?? []),
      into: this._container.scrollTop - this._topOf(page)
    };
    this._show(pdf);
    this._showSheets(pdf, sheets ?? []);
    void first?.destroy();
  }

  protected override onActivateRequest(): void {
    this._focus();
  }

  protected override onResize(): void {
    this._toolbar.fit();
  }

  protected override onAfterShow(): void {
    this._viewer.update();
  }

  /** Where a page begins, in pixels. */
  private _topOf(page: number): number {
    const view = this._viewer.getPageView(page - 1) as PDFPageView | undefined;
    return view?.div.offsetTop ?? 0;
  }

  private get _most(): number {
    return this._options.answer.mostPages ?? Infinity;
  }

  private _focus(): void {
    this._container.focus({ preventScroll: true });
  }

  private _failed(error: unknown): void {
    const { bar, reopen, trans } = this._options;
    if (error instanceof RequestError && !this.isDisposed) {
      bar.warn(error, [{ label: trans.__('Open again'), execute: reopen }]);
    }
  }

  private readonly _container = document.createElement('div');
  private readonly _viewer: PDFViewer;
  private readonly _links: PDFLinkService;
  private readonly _loader: PdfLoader;
  private readonly _toolbar: PdfToolbar;
  private readonly _find: PdfFind;
  private readonly _sheets: PdfSheets;
  private _version = '';
  private _pdf: PDFDocumentProxy | null = null;
  private _isPart = false;
  private _toldOfRest: (() => void) | null = null;
  /** What was looked at when more pages came. */
  private _place: { scale: string; page: number; into: number } | null = null;
}
