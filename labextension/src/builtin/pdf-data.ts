/**
 * The bytes of a PDF, in the pieces that are looked at. Through our requests:
 * pdf.js's own have no XSRF header.
 */
import type { PDFDataRangeTransport } from 'pdfjs-dist';

import { changed } from '../errors';
import type { Requests } from '../requests';

/** What is asked for at once, in bytes. */
export const PIECE = 1024 * 1024;

interface Piece {
  bytes: Uint8Array<ArrayBuffer>;
  /** Of the whole file. */
  length: number;
  version: string | null;
}

/** What pdf.js is to be given: all bytes, or a way to get some. */
export type PdfSource =
  { data: Uint8Array<ArrayBuffer> } | { range: PDFDataRangeTransport };

/** Load the first piece, which is all of most files, and its version. Throws RequestError. */
export async function loadPdf(
  requests: Requests,
  route: string,
  transport: typeof PDFDataRangeTransport,
  failed: (error: unknown) => void
): Promise<{ source: PdfSource; version: string | null }> {
  const first = await load(requests, route, 0, PIECE);
  if (first.bytes.length >= first.length) {
    return { source: { data: first.bytes }, version: first.version };
  }
  class Pieces extends transport {
    override requestDataRange(begin: number, end: number): void {
      load(requests, route, begin, end)
        .then(({ bytes, version }) => {
          if (version !== first.version) {
            throw changed();
          }
          this.onDataRange(begin, bytes);
        })
        .catch(failed);
    }
  }
  const range = new Pieces(first.length, first.bytes);
  return { source: { range }, version: first.version };
}

async function load(
  requests: Requests,
  route: string,
  begin: number,
  end: number
): Promise<Piece> {
  const response = await requests.request(route, {
    headers: { Range: `bytes=${begin}-${end - 1}` }
  });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const version = response.headers.get('X-Onlyoffice-Version');
  const total = /\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '');
  return {
    bytes,
    length: total ? Number(total[1]) : bytes.length,
    version: version && decodeURIComponent(version)
  };
}
