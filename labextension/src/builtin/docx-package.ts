/**
 * Whether the bytes of a .docx are a package at all, and one that the editor can
 * take, before it is given them: what it says of others is for programmers, and
 * one that is too large ends the tab of the browser.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import JSZip, { type JSZipObject } from 'jszip';

import { RequestError } from '../server/errors';
import { BUILTIN } from '../messages/builtin';
import { trouble } from '../messages/row';

type Trans = Pick<TranslationBundle, '__'>;

/** An encrypted document is no package but a compound file (MS-OFFCRYPTO) ... */
const COMPOUND = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/** ... with such a stream; so are documents of Word 97-2003, without it. */
const ENCRYPTED = utf16('EncryptedPackage');

/**
 * From so many bytes of XML on a document is not opened. Measured with plain
 * paragraphs in Chromium on a busy machine: 2 MB open in 30 s and take 1.2 s a
 * key, 4 MB 2.8 s, 8 MB 15 s and 0.8 GB of memory; with 20 MB the tab ends.
 */
export const MOST_XML = 8_000_000;
/** From so many on it is said beforehand. */
export const SLOW_XML = 2_000_000;
/** The parts that the editor makes something of. */
const READ = /^word\/.*\.xml$/i;

/**
 * How many bytes of XML the editor would read. Throws RequestError for what is
 * no package, one without a document, and one with too much XML.
 */
export async function checkPackage(
  docx: ArrayBuffer,
  trans: Trans
): Promise<number> {
  const bytes = new Uint8Array(docx);
  if (
    COMPOUND.every((byte, place) => bytes[place] === byte) &&
    includes(bytes, ENCRYPTED)
  ) {
    throw RequestError.of(trouble(BUILTIN, 'docx.password', trans));
  }
  let zip: JSZip;
  try {
    zip = await JSZip.loadAsync(docx);
  } catch {
    throw RequestError.of(trouble(BUILTIN, 'docx.damaged', trans));
  }
  if (!zip.file('[Content_Types].xml')) {
    throw RequestError.of(trouble(BUILTIN, 'docx.damaged', trans));
  }
  const size = Object.values(zip.files)
    .filter(({ name }) => READ.test(name))
    .reduce((sum, part) => sum + unpacked(part), 0);
  if (size >= MOST_XML) {
    const [has, most] = [size, MOST_XML].map(
      bytes => `${Math.round(bytes / 1e6)}`
    );
    throw RequestError.of(trouble(BUILTIN, 'docx.large', trans, has, most));
  }
  return size;
}

/**
 * Bytes of a part as its package says, which JSZip holds it to when it unpacks
 * it: to unpack it first would be what shall be prevented.
 */
function unpacked(part: JSZipObject): number {
  const { _data: data } = part as { _data?: { uncompressedSize?: number } };
  return data?.uncompressedSize ?? 0;
}

function utf16(text: string): number[] {
  return [...text].flatMap(letter => [letter.charCodeAt(0), 0]);
}

function includes(bytes: Uint8Array, wanted: number[]): boolean {
  for (
    let place = bytes.indexOf(wanted[0]);
    place !== -1;
    place = bytes.indexOf(wanted[0], place + 1)
  ) {
    if (wanted.every((byte, offset) => bytes[place + offset] === byte)) {
      return true;
    }
  }
  return false;
}
