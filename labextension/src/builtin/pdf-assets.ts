/**
 * What some PDF files need beside themselves, from our own server: tables of
 * characters, standard fonts, decoders of pictures.
 */

type Context = (path: string) => string;

interface BundlerMeta {
  webpackContext(
    folder: string,
    options: { recursive: boolean; regExp: RegExp }
  ): Context;
}

/** What pdf.js asks of a `BinaryDataFactory`. */
export class PdfAssets {
  async fetch({
    kind,
    filename
  }: {
    kind: string;
    filename: string;
  }): Promise<Uint8Array> {
    const response = await fetch(address(kind, filename));
    if (!response.ok) {
      throw new Error(`${filename} is not there`);
    }
    return new Uint8Array(await response.arrayBuffer());
  }
}

function address(kind: string, filename: string): string {
  const context = kind.startsWith('cMap')
    ? CMAPS
    : kind.startsWith('standardFont')
      ? FONTS
      : DECODERS;
  return context(`./${filename}`);
}

const CMAPS = (import.meta as unknown as BundlerMeta).webpackContext(
  'pdfjs-dist/cmaps',
  { recursive: false, regExp: /\.bcmap$/ }
);
const FONTS = (import.meta as unknown as BundlerMeta).webpackContext(
  'pdfjs-dist/standard_fonts',
  { recursive: false, regExp: /\.(pfb|ttf)$/ }
);
const DECODERS = (import.meta as unknown as BundlerMeta).webpackContext(
  'pdfjs-dist/wasm',
  { recursive: false, regExp: /(jbig2|openjpeg|qcms_bg)\.wasm$/ }
);
