/**
 * The bytes of a PDF, in the pieces that are looked at. Through our requests:
 * pdf.js's own have no XSRF header.
 */
import type { PDFDataRangeTransport } from 'pdfjs-dist';

import { changed } from '../server/errors';
import type { Requests } from '../server/requests';

/** What is asked for at once, in bytes. */
export const PIECE = 1024 * 1024;

interface Piece {
  bytes: Uint8Array<ArrayBuffer>;
  /** Of the whole file. */
  length: number;
  version: string | null;
  /** Whether these are the first pages of more. */
  isPart: boolean;
}

/** What pdf.js is to be given: all bytes, or a way to get some. */
export type PdfSource =
  { data: Uint8Array<ArrayBuffer> } | { range: PDFDataRangeTransport };

/**
 * Load the first piece, which is all of most files, and its version. Of what
 * takes long it may be one of the first pages, unless the `whole` is wanted.
 * Throws RequestError.
 */
export async function loadPdf(
  requests: Requests,
  route: string,
  transport: typeof PDFDataRangeTransport,
  failed: (error: unknown) => void,
  whole: boolean
): Promise<{ source: PdfSource; version: string | null; isPart: boolean }> {
  const query = whole ? route : `${route}&first=1`;
  const first = await load(requests, query, 0, PIECE);
  const { isPart } = first;
  if (first.bytes.length >= first.length) {
    return { source: { data: first.bytes }, version: first.version, isPart };
  }
  class Pieces extends transport {
    override requestDataRange(begin: number, end: number): void {
      // Not of all pages, which may be there by now.
      load(requests, isPart ? `${route}&first=only` : route, begin, end)
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
  return { source: { range }, version: first.version, isPart };
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
    version: version && decodeURIComponent(version),
    isPart: response.headers.has('X-Onlyoffice-Part')
  };
}
