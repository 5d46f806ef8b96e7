/**
 * What is no .docx, in words for a person.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import JSZip from 'jszip';

import { checkPackage, MOST_XML } from '../src/builtin/docx-package';
import type { RequestError } from '../src/server/errors';

const trans = { __: (text: string) => text };
const COMPOUND = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

const bytes = (...values: number[]): ArrayBuffer =>
  Uint8Array.from(values).buffer;
const utf16 = (text: string): number[] =>
  [...text].flatMap(letter => [letter.charCodeAt(0), 0]);

async function reason(docx: ArrayBuffer): Promise<string> {
  return checkPackage(docx, trans).then(
    () => 'none',
    (error: RequestError) => error.reason
  );
}

test('an encrypted document is told from a document of Word 97', async () => {
  const stream = (name: string) => bytes(...COMPOUND, 69, 0, ...utf16(name));
  assert.equal(await reason(stream('EncryptedPackage')), 'docx.password');
  assert.equal(await reason(stream('WordDocument')), 'docx.damaged');
});

test('what is no package is damaged', async () => {
  const empty = await new JSZip().generateAsync({ type: 'arraybuffer' });
  for (const docx of [bytes(), bytes(80, 75, 3, 4, 1), empty]) {
    assert.equal(await reason(docx), 'docx.damaged');
  }
});

test('a package is no trouble', async () => {
  const zip = new JSZip().file('[Content_Types].xml', '<Types/>');
  const docx = await zip.generateAsync({ type: 'arraybuffer' });
  assert.equal(await reason(docx), 'none');
});

/** A document with so many characters of XML in a part. */
async function docx(part: string, size: number): Promise<ArrayBuffer> {
  const zip = new JSZip().file('[Content_Types].xml', '<Types/>');
  zip.file(part, ' '.repeat(size));
  return zip.generateAsync({ type: 'arraybuffer', compression: 'DEFLATE' });
}

test('what would take the editor all memory is not given to it', async () => {
  const most = await docx('word/document.xml', MOST_XML - 100);
  assert.equal(await reason(most), 'none');
  for (const part of ['word/document.xml', 'word/Comments.XML']) {
    assert.equal(await reason(await docx(part, MOST_XML)), 'docx.large');
  }
  assert.equal(await reason(await docx('word/media/a.emf', MOST_XML)), 'none');
});

test('how much XML there is is known beforehand', async () => {
  const size = await checkPackage(await docx('word/document.xml', 5000), trans);
  assert.equal(size, 5000);
});
