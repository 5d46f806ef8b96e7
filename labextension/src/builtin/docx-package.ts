/**
 * Whether the bytes of a .docx are a package at all, before the editor is given
 * them: what it says of others is for programmers.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import JSZip from 'jszip';

import { RequestError } from '../errors';
import { BUILTIN } from '../troubles/builtin';
import { trouble } from '../troubles/row';

type Trans = Pick<TranslationBundle, '__'>;

/** An encrypted document is no package but a compound file (MS-OFFCRYPTO) ... */
const COMPOUND = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
/** ... with such a stream; so are documents of Word 97-2003, without it. */
const ENCRYPTED = utf16('EncryptedPackage');

/** Throws RequestError for what is no package, or one without a document. */
export async function checkPackage(
  docx: ArrayBuffer,
  trans: Trans
): Promise<void> {
  const bytes = new Uint8Array(docx);
  if (
    COMPOUND.every((byte, place) => bytes[place] === byte) &&
    includes(bytes, ENCRYPTED)
  ) {
    throw RequestError.of(trouble(BUILTIN, 'docx.password', trans));
  }
  try {
    const zip = await JSZip.loadAsync(docx);
    if (zip.file('[Content_Types].xml')) {
      return;
    }
  } catch {
    // No package.
  }
  throw RequestError.of(trouble(BUILTIN, 'docx.damaged', trans));
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
