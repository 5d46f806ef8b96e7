/**
 * What the built-in editor is given of a document of strangers: values that
 * would become style are nothing but values.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import JSZip from 'jszip';

import { harmless, harmlessXml } from '../src/builtin/docx-values';

const PAYLOAD = ';background-image:url(/logout)';

/** One of each: what is written, and what the editor gets. */
const MENDED: [string, string][] = [
  [`<w:color w:val="FF0000${PAYLOAD}"/>`, '<w:color w:val="FF0000"/>'],
  ['<w:color w:val="red, url(/logout)"/>', '<w:color w:val="auto"/>'],
  [
    `<w:shd w:val="clear" w:fill="FF0000${PAYLOAD}"/>`,
    '<w:shd w:val="clear" w:fill="FF0000"/>'
  ],
  [
    `<w:top w:val="single${PAYLOAD}" w:color="auto"/>`,
    '<w:top w:val="single" w:color="auto"/>'
  ],
  [`<w:highlight w:val='yellow${PAYLOAD}'/>`, '<w:highlight w:val="yellow"/>'],
  [
    `<w:rFonts w:ascii="Arial&quot;${PAYLOAD}"/>`,
    '<w:rFonts w:ascii="Arial"/>'
  ],
  ['<w:rFonts w:ascii="A &amp; B&#x3b;x"/>', '<w:rFonts w:ascii="A &amp; B"/>'],
  [`<a:srgbClr val="FF0000${PAYLOAD}"/>`, '<a:srgbClr val="FF0000"/>'],
  [
    `<x:srgbClr val="image-set(&#34;/logout&#34;)"/>`,
    '<x:srgbClr val="image-set"/>'
  ],
  [`<a:latin typeface="u\\72l(/logout)"/>`, '<a:latin typeface="u"/>'],
  [
    `<v:shape fillcolor="url(/logout)" style="left:0;background:url(/x)"/>`,
    '<v:shape fillcolor="url" style="left:0;background:url"/>'
  ],
  [`<w:jc w:val="center&#59;x"/>`, '<w:jc w:val="center"/>'],
  [
    `<!DOCTYPE w [<!ENTITY e "]>;url(">]><w:jc w:val="a&e;"/>`,
    '<w:jc w:val="a&amp;e"/>'
  ],
  [`<w:jc\n w:val = "a;b"\n/>`, '<w:jc\n w:val = "a"\n/>']
];

for (const [written, given] of MENDED) {
  test(`the editor is not told ${written.slice(0, 60)}`, () => {
    assert.equal(harmlessXml(`<w:p>${written}</w:p>`), `<w:p>${given}</w:p>`);
  });
}

/** What is in documents of any word processor, or is no style. */
const KEPT = [
  '<w:color w:val="FF0000" w:themeColor="accent1" w:themeTint="99"/>',
  '<w:rFonts w:ascii="Times New Roman" w:eastAsia="ＭＳ 明朝" w:cs="Arial, Helvetica"/>',
  '<v:shape style="position:absolute;width:10pt" fillcolor="#c0504d [3205]" strokecolor="red"/>',
  '<wp:docPr id="1" name="Picture (1)" descr="see f(x); then {y}"/>',
  '<w:lvlText w:val="(%1)"/>',
  '<w:fldSimple w:instr=" TOC \\o &quot;1-3&quot; "/>',
  '<w:tag w:val="{a;b}"/>',
  '<m:begChr m:val="("/>',
  '<a:ext uri="{28A0092B-C50C-407E-A947-70E740481C1C}"/>',
  '<w:t>color="red;url(x)" &lt;w:color w:val="a;b"/></w:t>',
  '<!-- <w:jc w:val="a;b"/> --><?x <w:jc w:val="a;b"/>?><![CDATA[<w:jc w:val="a;b"/>]]>'
];

for (const written of KEPT) {
  test(`the editor is told ${written.slice(0, 60)}`, () => {
    assert.equal(harmlessXml(written), written);
  });
}

const SVG = '<?xml version="1.0"?><svg><g transform="scale(2)"/></svg>';

test('every part of a document is looked at, under whatever name', async () => {
  const zip = new JSZip();
  const part = `<w:p><w:jc w:val="a${PAYLOAD}"/></w:p>`;
  zip.file('word/document.xml', `\ufeff${part}`);
  zip.file('word/header9.png', part);
  zip.file('word/media/image1.svg', SVG);
  zip.file('word/_rels/document.xml.rels', '<Relationship Target="a(1);b"/>');
  zip.file('word/media/image1.png', new Uint8Array([137, 80, 78, 71]));
  const given = await JSZip.loadAsync(
    await harmless(await zip.generateAsync({ type: 'arraybuffer' }))
  );
  const text = async (name: string) =>
    (await given.file(name)?.async('text')) ?? '';
  for (const name of ['word/document.xml', 'word/header9.png']) {
    assert.equal(await text(name), '<w:p><w:jc w:val="a"/></w:p>');
  }
  assert.equal(await text('word/media/image1.svg'), SVG);
  assert.match(await text('word/_rels/document.xml.rels'), /a\(1\);b/);
  assert.equal(
    (await given.file('word/media/image1.png')?.async('uint8array'))?.length,
    4
  );
});

test('a document with nothing to mend is given as it is', async () => {
  const zip = new JSZip();
  zip.file('word/document.xml', `<w:p>${KEPT.join('')}</w:p>`);
  const docx = await zip.generateAsync({ type: 'arraybuffer' });
  assert.equal(await harmless(docx), docx);
});
