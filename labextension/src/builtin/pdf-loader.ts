/**
 * The document of a PDF view in pdf.js: loaded as the pieces that the server
 * sends, and read in a worker of its own.
 */
import type { PDFDocumentLoadingTask, PDFDocumentProxy } from 'pdfjs-dist';
import {
  getDocument,
  PasswordException,
  PDFDataRangeTransport,
  PDFWorker
} from 'pdfjs-dist/legacy/build/pdf.mjs';

import { BUILTIN } from '../messages/builtin';
import { trouble } from '../messages/row';
import { RequestError } from '../server/errors';
import type { BodyOptions } from './panel-body';
import { PdfAssets } from './pdf-assets';
import { loadPdf, PIECE } from './pdf-data';

export interface LoadedPdf {
  pdf: PDFDocumentProxy;
  version: string;
  /** Whether these are the first pages of more. */
  isPart: boolean;
}

export class PdfLoader {
  constructor(
    private readonly _options: BodyOptions,
    /** Called when a piece cannot be had later on. */
    private readonly _failed: (error: unknown) => void
  ) {}

  /** How the document that was loaded last came; null before. */
  get task(): PDFDocumentLoadingTask | null {
    return this._task;
  }

  /**
   * Load the document, the first pages alone if they are there earlier and not
   * the `whole` is wanted. Throws RequestError.
   */
  async load(whole: boolean): Promise<LoadedPdf> {
    const { answer, requests, trans } = this._options;
    const { source, version, isPart } = await loadPdf(
      requests,
      answer.contentUrl,
      PDFDataRangeTransport,
      this._failed,
      whole
    );
    this._port ??= new Worker(
      new URL('pdfjs-dist/legacy/build/pdf.worker.mjs', import.meta.url),
      { type: 'module' }
    );
    const task = getDocument({
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
    let pdf: PDFDocumentProxy;
    try {
      pdf = await task.promise;
    } catch (error) {
      const reason =
        error instanceof PasswordException ? 'pdf.password' : 'pdf.damaged';
      throw RequestError.of(trouble(BUILTIN, reason, trans));
    }
    this._task = task;
    return { pdf, version: version ?? answer.version, isPart };
  }

  /** Let go of the document that was loaded last, then end the worker. */
  stop(): void {
    const port = this._port;
    void this._task
      ?.destroy()
      .catch(() => undefined)
      .finally(() => port?.terminate());
  }

  private _task: PDFDocumentLoadingTask | null = null;
  private _port: Worker | null = null;
}
