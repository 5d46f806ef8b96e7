/**
 * Any document as pages: a PDF in pdf.js.
 */
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import type { PDFDocumentLoadingTask, PDFDocumentProxy } from 'pdfjs-dist';
import {
  AnnotationMode,
  getDocument,
  PasswordException,
  PDFDataRangeTransport,
  PDFWorker
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import {
  EventBus,
  LinkTarget,
  PDFFindController,
  PDFLinkService,
  PDFViewer
} from 'pdfjs-dist/legacy/web/pdf_viewer.mjs';

import { RequestError } from '../errors';
import type { Body, BodyOptions, Shown } from './body';
import { mayFocus } from './focus';
import { PdfAssets } from './pdf-assets';
import { loadPdf, PIECE } from './pdf-data';
import { PdfFind } from './pdf-find';
import { PdfToolbar } from './pdf-toolbar';
import '../../style/builtin-pdf.css';
import { trouble } from '../troubles/row';
import { BUILTIN } from '../troubles/builtin';

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
    const bus = new EventBus();
    const links = new PDFLinkService({
      eventBus: bus,
      externalLinkTarget: LinkTarget.BLANK
    });
    const findController = new PDFFindController({
      eventBus: bus,
      linkService: links
    });
    this._viewer = new PDFViewer({
      findController,
      container: this._container,
      viewer: pages,
      eventBus: bus,
      linkService: links,
      // Shown, not filled in: nothing here can be saved.
      annotationMode: AnnotationMode.ENABLE,
      annotationEditorMode: -1
    });
    links.setViewer(this._viewer);
    this._links = links;
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
    this.node.append(this._toolbar.node, this._find.node, stage);
    bus.on('pagesinit', () => {
      this._viewer.currentScaleValue = 'auto';
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
    const { answer, requests, trans } = this._options;
    const { source, version } = await loadPdf(
      requests,
      answer.contentUrl,
      PDFDataRangeTransport,
      error => this._failed(error)
    );
    this._version = version ?? answer.version;
    this._port = new Worker(
      new URL('pdfjs-dist/legacy/build/pdf.worker.mjs', import.meta.url),
      { type: 'module' }
    );
    this._task = getDocument({
      ...source,
      worker: PDFWorker.create({ port: this._port }),
      BinaryDataFactory: PdfAssets,
      cMapUrl: '/',
      standardFontDataUrl: '/',
      wasmUrl: '/',
      useWorkerFetch: false,
      disableAutoFetch: true,
      disableStream: true,
      rangeChunkSize: PIECE
    });
    try {
      this._pdf = await this._task.promise;
    } catch (error) {
      const reason =
        error instanceof PasswordException ? 'pdf.password' : 'pdf.damaged';
      throw RequestError.of(trouble(BUILTIN, reason, trans));
    }
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._viewer.cleanup();
    const port = this._port;
    void this._task
      ?.destroy()
      .catch(() => undefined)
      .finally(() => port?.terminate());
    super.dispose();
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    if (this._pdf && this._viewer.pagesCount === 0) {
      // Not before: pages are measured.
      this._viewer.setDocument(this._pdf);
      this._links.setDocument(this._pdf);
      this._toolbar.setPages(this._pdf.numPages);
      this._options.onState({ kind: 'clean' });
      if (mayFocus(this)) {
        this._focus(); // The keys that turn pages work at once.
      }
    }
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
  private readonly _toolbar: PdfToolbar;
  private readonly _find: PdfFind;
  private _task: PDFDocumentLoadingTask | null = null;
  private _version = '';
  private _pdf: PDFDocumentProxy | null = null;
  private _port: Worker | null = null;
}

function isFind(event: KeyboardEvent): boolean {
  return (
    (event.ctrlKey || event.metaKey) &&
    !event.altKey &&
    !event.shiftKey &&
    event.key.toLowerCase() === 'f'
  );
}
