/**
 * Pictures are left alone by a save: not compressed anew, and not through the
 * hands of the editor.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import JSZip from 'jszip';

import { withoutMedia } from '../src/builtin/merge/media';
import { mergePackages } from '../src/builtin/merge/package';
import { shownPackage } from '../src/builtin/merge/shown-package';
import { DocxModel } from './docx-model';

const SAMPLE = join(process.cwd(), 'tests', 'data', 'sample.docx');
const PICTURE = 'word/media/large.png';

/** A document with a smart tag, which is not shown as it is, and a picture. */
async function document(): Promise<ArrayBuffer> {
  const zip = await JSZip.loadAsync(readFileSync(SAMPLE));
  const name = 'word/document.xml';
  const text = (await zip.file(name)!.async('string')).replace(
    /<w:r>|<w:r /,
    '<w:smartTag w:uri="u" w:element="e"><w:r><w:t>Tagged </w:t></w:r></w:smartTag>$&'
  );
  zip.file(name, text);
  const picture = new Uint8Array(300_000).map(
    (_, place) => (place * 7919) >> 3
  );
  zip.file(PICTURE, picture, { compression: 'STORE' });
  return zip.generateAsync({ type: 'arraybuffer', compression: 'DEFLATE' });
}

/** How a part is compressed: 0 is not at all. */
async function method(docx: ArrayBuffer, name: string): Promise<number> {
  const view = new DataView(docx);
  const wanted = [...name].map(letter => letter.charCodeAt(0));
  for (let place = 0; place < docx.byteLength - 30; place += 1) {
    if (
      view.getUint32(place, true) === 0x04034b50 &&
      view.getUint16(place + 26, true) === name.length &&
      wanted.every((code, at) => view.getUint8(place + 30 + at) === code)
    ) {
      return view.getUint16(place + 8, true);
    }
  }
  throw new Error(`no ${name}`);
}

async function parts(docx: ArrayBuffer): Promise<Map<string, string>> {
  const zip = await JSZip.loadAsync(docx);
  const files = Object.values(zip.files).filter(({ dir }) => !dir);
  return new Map(
    await Promise.all(
      files.map(async (file): Promise<[string, string]> => [
        file.name,
        await file.async('base64')
      ])
    )
  );
}

test('a picture that is not compressed is not compressed by us', async () => {
  const original = await document();
  const shown = await shownPackage(original);
  assert.notEqual(shown, original);
  assert.equal(await method(shown, PICTURE), 0);
  assert.notEqual(await method(shown, 'word/document.xml'), 0);
  const model = await DocxModel.read(shown);
  const base = await model.write(shown);
  model.edit(state => state.apply(state.tr.insertText('New ', 1)));
  const { bytes } = await mergePackages(
    original,
    base,
    await model.write(shown)
  );
  assert.equal(await method(bytes, PICTURE), 0);
  const [before, after] = [await parts(original), await parts(bytes)];
  assert.equal(after.get(PICTURE), before.get(PICTURE));
});

test('the editor writes the same without having the pictures', async () => {
  const shown = await shownPackage(await document());
  const model = await DocxModel.read(shown);
  const whole = await parts(await model.write(shown));
  const { lean, complete } = await withoutMedia(shown);
  assert.ok(lean.byteLength < shown.byteLength - 290_000);
  const written = await model.write(lean);
  assert.ok(written.byteLength < 290_000);
  const found = await parts(await complete(written));
  const core = 'docProps/core.xml'; // It tells the time.
  for (const part of [core]) {
    whole.delete(part);
    found.delete(part);
  }
  assert.deepEqual(found, whole);
});

test('what the editor put in the place of a picture stays', async () => {
  const { lean, complete } = await withoutMedia(await document());
  const zip = await JSZip.loadAsync(lean);
  zip.file(PICTURE, 'another one').file('word/media/new.png', 'a new one');
  const edited = await zip.generateAsync({ type: 'arraybuffer' });
  const result = await JSZip.loadAsync(await complete(edited));
  const text = (name: string) => result.file(name)!.async('string');
  assert.equal(await text(PICTURE), 'another one');
  assert.equal(await text('word/media/new.png'), 'a new one');
});

test('a document with few pictures is given to the editor as it is', async () => {
  const zip = new JSZip().file('word/media/a.png', 'small');
  const docx = await zip.generateAsync({ type: 'arraybuffer' });
  const { lean, complete } = await withoutMedia(docx);
  assert.equal(lean, docx);
  assert.equal(await complete(docx), docx);
});
