/**
 * Merging what the built-in editor writes into the original. The base and the
 * edited version look as the editor writes them: without what it does not know,
 * with the fonts of styles in every run.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import JSZip from 'jszip';

import { mergePackages } from '../src/builtin/merge/package';
import { shownPackage, unknownIn } from '../src/builtin/merge/shown-package';
import { missing, read } from '../src/builtin/merge/text-count';
import { PartMerge } from '../src/builtin/merge/tree';
import { XmlError } from '../src/builtin/merge/xml';

const W = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
const R = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const HEAD = `<?xml version="1.0"?>\n<w:document xmlns:w="${W}" xmlns:r="${R}" xmlns:c="chart">`;

const doc = (body: string): string =>
  `${HEAD}<w:body>${body}</w:body></w:document>`;

/** As the editor writes: another head. */
const written = (body: string): string =>
  `<w:document xmlns:w="${W}" xmlns:r="${R}" xmlns:new="new"><w:body>${body}</w:body></w:document>`;

const p = (text: string, properties = ''): string =>
  `<w:p>${properties}<w:r><w:t>${text}</w:t></w:r></w:p>`;

const CHART = '<w:r><w:drawing><c:chart r:id="rId7"/></w:drawing></w:r>';
const PICTURE = '<w:r><w:drawing><pic:pic id="1"/></w:drawing></w:r>';

function merge(
  original: string,
  base: string,
  edited: string
): { body: string; lost: string[] } {
  const part = new PartMerge(doc(original), written(base), written(edited));
  const text = part.run();
  const body = /<w:body>([^]*)<\/w:body>/.exec(text)?.[1] ?? '';
  return { body, lost: [...part.lost] };
}

function assertMerged(
  original: string,
  base: string,
  edited: string,
  expected: string
): void {
  const { body, lost } = merge(original, base, edited);
  assert.equal(body, expected);
  assert.deepEqual(lost, []);
}

test('what nobody touched stays byte for byte', () => {
  const original = `<w:p w:rsidR="1"><w:r ><w:t>one</w:t></w:r></w:p>${p('two')}<!-- note -->`;
  const part = new PartMerge(
    doc(original),
    written(p('one') + p('two')),
    written(p('one') + p('changed'))
  );
  const text = part.run();
  assert.ok(text.startsWith('<?xml version="1.0"?>\n<w:document'));
  assert.ok(text.includes('<w:p w:rsidR="1"><w:r ><w:t>one</w:t></w:r></w:p>'));
  assert.ok(text.includes('changed') && !text.includes('two'));
  assert.ok(text.includes('xmlns:new="new"'));
});

test('new paragraphs come where they were written, deleted ones go', () => {
  const [a, b, c] = ['a', 'b', 'c'].map(text => p(text));
  assertMerged(a + b + c, a + b + c, a + p('new') + c, a + p('new') + c);
  assertMerged(a + b, a + b, a + p('x') + p('y') + b, a + p('x') + p('y') + b);
  assertMerged(a + b + c, a + b + c, c, c);
});

test('a chart that the editor does not know stays in its edited paragraph', () => {
  assertMerged(
    `<w:p><w:r><w:t>Sales</w:t></w:r>${CHART}<w:r><w:t> rose</w:t></w:r></w:p>`,
    '<w:p><w:r><w:t>Sales</w:t></w:r><w:r><w:t> rose</w:t></w:r></w:p>',
    '<w:p><w:r><w:t>Sales</w:t></w:r><w:r><w:t> fell</w:t></w:r></w:p>',
    `<w:p><w:r><w:t>Sales</w:t></w:r>${CHART}<w:r><w:t> fell</w:t></w:r></w:p>`
  );
  assertMerged(
    `<w:p><w:r><w:t>Sales</w:t>${CHART.slice(5, -6)}</w:r></w:p>`,
    p('Sales'),
    p('Costs'),
    `<w:p><w:r><w:t>Costs</w:t></w:r>${CHART}</w:p>`
  );
});

test('a chart is not deleted with a paragraph that looked empty', () => {
  assertMerged(
    `${p('a')}<w:p>${CHART}</w:p>${p('b')}`,
    `${p('a')}<w:p></w:p>${p('b')}`,
    p('a') + p('b'),
    `${p('a')}<w:p>${CHART}</w:p>${p('b')}`
  );
});

test('a picture that the user deleted is gone, one that moved is the original', () => {
  const known = '<w:r><w:rPr/><w:drawing><pic:pic/></w:drawing></w:r>';
  const paragraph = (...items: string[]) => `<w:p>${items.join('')}</w:p>`;
  const text = '<w:r><w:t>text</w:t></w:r>';
  assertMerged(
    paragraph(text, PICTURE),
    paragraph(text, known),
    paragraph(text),
    paragraph(text)
  );
  assertMerged(
    paragraph(text, PICTURE),
    paragraph(text, known),
    paragraph(text) + paragraph(known),
    paragraph(text) +
      paragraph('<w:r><w:rPr/><w:drawing><pic:pic id="1"/></w:drawing></w:r>')
  );
});

test('fonts of styles that the editor wrote into runs are taken out again', () => {
  const run = (text: string, format = '') =>
    `<w:r>${format && `<w:rPr>${format}</w:rPr>`}<w:t>${text}</w:t></w:r>`;
  const baked = '<w:rFonts w:ascii="Arial"/><w:sz w:val="22"/>';
  assertMerged(
    `<w:p>${run('plain ')}${run('arabic', '<w:rtl/>')}</w:p>${p('b')}`,
    `<w:p>${run('plain ', baked)}${run('arabic', `${baked}<w:cs/>`)}</w:p>${p('b')}`,
    `<w:p>${run('simple ', baked)}${run('arabics', `${baked}<w:cs/>`)}</w:p><w:p>${run('new', baked)}</w:p>${p('b')}`,
    `<w:p>${run('simple ')}${run('arabics', '<w:rtl/>')}</w:p><w:p>${run('new')}</w:p>${p('b')}`
  );
});

test('properties keep what the editor does not know, in the order of the schema', () => {
  const paragraph = (properties: string) =>
    p('text', `<w:pPr>${properties}</w:pPr>`);
  assertMerged(
    paragraph('<w:keepNext/><w:kinsoku w:val="0"/><w:jc w:val="left"/>'),
    paragraph('<w:keepNext/><w:jc w:val="left"/>'),
    paragraph('<w:jc w:val="right"/><w:keepNext/><w:spacing w:after="1"/>'),
    paragraph(
      '<w:keepNext/><w:kinsoku w:val="0"/><w:spacing w:after="1"/><w:jc w:val="right"/>'
    )
  );
  assertMerged(
    `${p('a')}<w:sectPr><w:pgMar w:top="1"/><w:cols w:num="2"/></w:sectPr>`,
    `${p('a')}<w:sectPr><w:pgMar w:top="1"/></w:sectPr>`,
    `${p('a')}<w:sectPr><w:pgMar w:top="9"/></w:sectPr>`,
    `${p('a')}<w:sectPr><w:pgMar w:top="9"/><w:cols w:num="2"/></w:sectPr>`
  );
});

test('bookmarks stay where they were, whatever the editor made of them', () => {
  const mark = (end: string) =>
    `<w:bookmark${end} w:id="4"${end === 'Start' ? ' w:name="x"' : ''}/>`;
  assertMerged(
    `<w:p>${run('see ')}${mark('Start')}${run('here')}${mark('End')}${run(' now')}</w:p>`,
    `<w:p>${mark('Start')}${run('see ')}${run('here')}${run(' now')}${mark('End')}</w:p>`,
    `<w:p>${mark('Start')}${run('look ')}${run('here')}${run(' now')}${mark('End')}</w:p>`,
    `<w:p>${run('look ')}${mark('Start')}${run('here')}${mark('End')}${run(' now')}</w:p>`
  );
});

test('the other end of a bookmark goes with its paragraph', () => {
  const [start, end] = [
    '<w:bookmarkStart w:id="1"/>',
    '<w:bookmarkEnd w:id="1"/>'
  ];
  const paragraphs = (text: string) =>
    `<w:p>${start}<w:r><w:t>${text}</w:t></w:r></w:p>`;
  assertMerged(
    `${paragraphs('a')}<w:p>${end}<w:r><w:t>b</w:t></w:r></w:p>`,
    `${paragraphs('a')}<w:p>${end}<w:r><w:t>b</w:t></w:r></w:p>`,
    `<w:p>${end}<w:r><w:t>b</w:t></w:r></w:p>`,
    p('b')
  );
});

const field = (kind: string) =>
  `<w:r><w:fldChar w:fldCharType="${kind}"/></w:r>`;

test('a field over several paragraphs stays around what is edited in it', () => {
  const begin = `${field('begin')}<w:r><w:instrText>TOC</w:instrText></w:r>${field('separate')}`;
  const original =
    `<w:p>${begin}<w:r><w:t>one</w:t></w:r></w:p>` +
    `${p('two')}<w:p><w:r><w:t>three</w:t></w:r>${field('end')}</w:p>${p('after')}`;
  const base = p('one') + p('two') + p('three') + p('after');
  const edit = (from: string, to: string) =>
    assertMerged(
      original,
      base,
      base.replace(from, to),
      original.replace(from, to)
    );
  edit('two', '2');
  edit('one', '1');
  edit('three', '3');
  edit('after', 'later');
  edit(p('two'), p('new') + p('two'));
  assertMerged(
    original,
    base,
    p('after'),
    `<w:p>${begin}</w:p><w:p>${field('end')}</w:p>${p('after')}`
  );
});

test('an edit beside a field in a paragraph leaves the field alone', () => {
  const date = `${field('begin')}<w:r><w:instrText>DATE</w:instrText></w:r>${field('separate')}<w:r><w:t>today</w:t></w:r>${field('end')}`;
  const run = (text: string) => `<w:r><w:t>${text}</w:t></w:r>`;
  assertMerged(
    `<w:p>${run('On ')}${date}${run(' it was')}</w:p>`,
    `<w:p>${run('On ')}${run('today')}${run(' it was')}</w:p>`,
    `<w:p>${run('On ')}${run('today')}${run(' it is')}</w:p>`,
    `<w:p>${run('On ')}${date}${run(' it is')}</w:p>`
  );
  assertMerged(
    `<w:p>${run('On ')}${date}${run(' it was')}</w:p>`,
    `<w:p>${run('On ')}${run('today')}${run(' it was')}</w:p>`,
    `<w:p>${run('On ')}${run('Monday')}${run(' it was')}</w:p>`,
    `<w:p>${run('On ')}${run('Monday')}${run(' it was')}</w:p>`
  );
});

const run = (text: string, format = '') =>
  `<w:r>${format}<w:t>${text}</w:t></w:r>`;

test('elements around text that is edited stay around it', () => {
  const bold = '<w:rPr><w:b/></w:rPr>';
  const tag = (inner: string) =>
    `<w:smartTag w:element="city"><w:smartTagPr/>${inner}</w:smartTag>`;
  const line = (...parts: string[]) => `<w:p>${parts.join('')}</w:p>`;
  const original = line(run('in '), tag(run('Amsterdam')), run(', twice'));
  // The editor makes one run of those that look alike.
  const base = line(run('in Amsterdam, twice'));
  const edit = (text: string, expected: string) =>
    assertMerged(original, base, line(text), expected);
  const split = (text: string, format = '') =>
    `<w:r>${format}<w:t xml:space="preserve">${text}</w:t></w:r>`;
  edit(
    run('in Amsterdam, twice', bold),
    line(
      split('in ', bold),
      tag(split('Amsterdam', bold)),
      split(', twice', bold)
    )
  );
  edit(
    run('in Rotterdam, twice'),
    line(split('in '), tag(split('Rotterdam')), split(', twice'))
  );
  edit(run('in , twice'), line(split('in '), split(', twice')));
  assertMerged(
    original + p('b'),
    base + p('b'),
    line(run('in Amster')) + line(run('dam, twice')) + p('b'),
    line(split('in '), tag(split('Amster'))) + line(run('dam, twice')) + p('b')
  );
});

test('the pronunciation of a text stays, also when the text is deleted', () => {
  const ruby = (base: string) =>
    `<w:r><w:ruby><w:rubyPr/><w:rt>${run('toukyou')}</w:rt><w:rubyBase>${base}</w:rubyBase></w:ruby></w:r>`;
  const original = `<w:p>${run('to ')}${ruby(run('Tokyo'))}</w:p>`;
  const base = `<w:p>${run('to ')}${run('Tokyo')}</w:p>`;
  assertMerged(
    original,
    base,
    base.replace('Tokyo', 'Kyoto'),
    original.replace('Tokyo', 'Kyoto')
  );
  assertMerged(
    original,
    base,
    `<w:p>${run('to ')}</w:p>`,
    `<w:p>${run('to ')}${ruby('')}</w:p>`
  );
  assertMerged(
    original + p('b'),
    base + p('b'),
    p('b'),
    `<w:p>${ruby('')}</w:p>${p('b')}`
  );
});

test('the code of a link in tracked changes stays in them', () => {
  const change = (name: string, inner: string) =>
    `<w:${name} w:id="1">${inner}</w:${name}>`;
  for (const [name, text, code] of [
    ['ins', 't', 'instrText'],
    ['del', 'delText', 'delInstrText']
  ]) {
    const word = (content: string) =>
      `<w:r><w:${text}>${content}</w:${text}></w:r>`;
    const link = (inner: string) =>
      `${field('begin')}<w:r><w:${code}>HYPERLINK "x"</w:${code}></w:r>${field('separate')}${inner}${field('end')}`;
    const original = `<w:p>${change(name, link(word('here')))}${run(' and there')}</w:p>`;
    const base = `<w:p>${change(name, word('here'))}${run(' and there')}</w:p>`;
    assertMerged(
      original,
      base,
      base.replace('here', 'now'),
      original.replace('here', 'now')
    );
    assertMerged(
      original,
      base,
      `<w:p>${run(' and there')}</w:p>`,
      `<w:p>${change(name, link('')).replace('</w:r><w:r><w:fldChar w:fldCharType="end"', `</w:r></w:${name}><w:${name} w:id="1"><w:r><w:fldChar w:fldCharType="end"`)}${run(' and there')}</w:p>`
    );
  }
});

test('content controls around cells and rows stay around them', () => {
  const control = (inner: string) =>
    `<w:sdt><w:sdtPr/><w:sdtContent>${inner}</w:sdtContent></w:sdt>`;
  const cell = (text: string) => `<w:tc>${p(text)}</w:tc>`;
  const table = (rows: string) => `<w:tbl>${rows}</w:tbl>`;
  const row = (cells: string) => `<w:tr>${cells}</w:tr>`;
  const original = table(
    control(row(control(cell('a')) + cell('b'))) + row(cell('c'))
  );
  const base = table(row(cell('a') + cell('b')) + row(cell('c')));
  for (const text of ['a', 'b', 'c']) {
    assertMerged(
      original,
      base,
      base.replace(`>${text}<`, '>new<'),
      original.replace(`>${text}<`, '>new<')
    );
  }
  assertMerged(original, base, table(row(cell('c'))), table(row(cell('c'))));
});

test('text in a deleted row that was not shown is not lost silently', () => {
  const hidden =
    '<mc:AlternateContent><mc:Choice><w:r><w:t>unseen</w:t></w:r></mc:Choice></mc:AlternateContent>';
  const rows = (...texts: string[]) =>
    `<w:tbl>${texts.map(text => `<w:tr><w:tc><w:p>${text}</w:p></w:tc></w:tr>`).join('')}</w:tbl>`;
  const { lost } = merge(
    rows(run('a') + hidden, run('b')),
    rows(run('a'), run('b')),
    rows(run('b'))
  );
  assert.deepEqual(lost, ['text']);
  // There is a place for it when the whole table goes.
  assertMerged(
    rows(run('a') + hidden) + p('b'),
    rows(run('a')) + p('b'),
    p('b'),
    `<w:p>${hidden}</w:p>${p('b')}`
  );
});

test('a cell is edited without its neighbours', () => {
  const cell = (text: string, extra = '') =>
    `<w:tc><w:tcPr>${extra}<w:tcW w:w="1"/></w:tcPr>${p(text)}</w:tc>`;
  const table = (...cells: string[]) =>
    `<w:tbl><w:tr>${cells.join('')}</w:tr></w:tbl>`;
  assertMerged(
    table(cell('a', '<w:cnfStyle/>'), cell('b', '<w:cnfStyle/>')),
    table(cell('a'), cell('b')),
    table(cell('a'), cell('changed')),
    table(cell('a', '<w:cnfStyle/>'), cell('changed', '<w:cnfStyle/>'))
  );
});

test('what could not be kept is told', () => {
  const box = `<w:sdt><w:sdtContent>${p('x')}<w:p>${CHART}</w:p></w:sdtContent></w:sdt>`;
  const { lost } = merge(box, p('x') + p(''), p('y') + p(''));
  assert.deepEqual(lost, ['chart']);
  const table = `<w:tbl><w:tr><w:tc><w:p>${CHART}</w:p></w:tc></w:tr></w:tbl>`;
  assert.deepEqual(
    merge(
      table + p('a'),
      `<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>${p('a')}`,
      p('a')
    ).lost,
    ['chart']
  );
});

test('text that the editor reads in another way is its own, the rest is not', () => {
  assertMerged(
    `<w:p><w:r><w:cr/><w:t>a</w:t></w:r>${CHART}</w:p>${p('b')}`,
    `${p('?a')}${p('b')}`,
    `${p('?c')}${p('b')}`,
    `<w:p><w:r><w:t>?c</w:t></w:r>${CHART}</w:p>${p('b')}`
  );
});

test('what is no document is not guessed at', () => {
  const bad = ['<a><b></a>', '', '<a/><b/>', '<!DOCTYPE a><a/>'];
  for (const text of bad) {
    assert.throws(() => new PartMerge(text, text, text), XmlError);
  }
  assert.throws(() => new PartMerge('<a/>', '<b/>', '<b/>').run(), XmlError);
  assert.throws(
    () =>
      new PartMerge(
        '<a xmlns:x="1"/>',
        '<a xmlns:x="2"/>',
        '<a xmlns:x="2"><x:b/></a>'
      ).run(),
    XmlError
  );
});

// Packages

const TYPES = '<Types><Default Extension="xml" ContentType="x"/></Types>';
const relations = (...items: [string, string, string][]) =>
  `<Relationships>${items.map(([id, type, target]) => `<Relationship Id="${id}" Type="${R}/${type}" Target="${target}"/>`).join('')}</Relationships>`;

async function pack(parts: Record<string, string>): Promise<ArrayBuffer> {
  const zip = new JSZip();
  for (const [name, content] of Object.entries({
    '[Content_Types].xml': TYPES,
    'word/_rels/document.xml.rels': relations(),
    ...parts
  })) {
    zip.file(name, content);
  }
  return zip.generateAsync({ type: 'arraybuffer' });
}

async function unpack(bytes: ArrayBuffer): Promise<Record<string, string>> {
  const zip = await JSZip.loadAsync(bytes);
  const parts: Record<string, string> = {};
  for (const file of Object.values(zip.files)) {
    if (!file.dir) {
      parts[file.name] = await file.async('text');
    }
  }
  return parts;
}

const image = (id: string) =>
  `<w:p><w:r><w:drawing><a:blip r:embed="${id}"/><pic:pic/></w:drawing></w:r></w:p>`;

test('pictures that the editor wrote once more are known again', async () => {
  const original = {
    'word/document.xml': doc(image('rId1') + p('a')),
    'word/_rels/document.xml.rels': relations([
      'rId1',
      'image',
      'media/image1.png'
    ]),
    'word/media/image1.png': 'the picture'
  };
  const rewritten = (body: string) => ({
    ...original,
    'word/document.xml': written(body),
    'word/_rels/document.xml.rels': relations(
      ['rId1', 'image', 'media/image1.png'],
      ['rId9', 'image', 'media/image2.png']
    ),
    'word/media/image2.png': 'the picture'
  });
  const { bytes } = await mergePackages(
    await pack(original),
    await pack(rewritten(image('rId9') + p('a'))),
    await pack(rewritten(image('rId9') + p('b')))
  );
  assert.deepEqual(await unpack(bytes), {
    '[Content_Types].xml': TYPES,
    ...original,
    'word/document.xml': doc(image('rId1') + p('b')).replace(
      'xmlns:c="chart">',
      'xmlns:c="chart" xmlns:new="new">'
    )
  });
});

test('a new picture comes with its relationship and its type', async () => {
  const original = { 'word/document.xml': doc(p('a')) };
  const { bytes } = await mergePackages(
    await pack(original),
    await pack({ 'word/document.xml': written(p('a')) }),
    await pack({
      '[Content_Types].xml': TYPES.replace(
        '</Types>',
        '<Default Extension="png" ContentType="image/png"/></Types>'
      ),
      'word/document.xml': written(p('a') + image('rId1')),
      'word/_rels/document.xml.rels': relations([
        'rId1',
        'image',
        'media/image1.png'
      ]),
      'word/media/image1.png': 'new'
    })
  );
  const parts = await unpack(bytes);
  const id = /r:embed="([^"]+)"/.exec(parts['word/document.xml'])?.[1];
  assert.ok(
    parts['word/_rels/document.xml.rels'].includes(
      `Id="${id}" Type="${R}/image" Target="media/image1.png"`
    )
  );
  assert.equal(parts['word/media/image1.png'], 'new');
  assert.ok(parts['[Content_Types].xml'].includes('image/png'));
});

test('a new part without a number in the text is related, too', async () => {
  const { bytes } = await mergePackages(
    await pack({ 'word/document.xml': doc(p('a')) }),
    await pack({ 'word/document.xml': written(p('a')) }),
    await pack({
      '[Content_Types].xml': TYPES.replace(
        '</Types>',
        '<Override PartName="/word/numbering.xml" ContentType="n"/></Types>'
      ),
      'word/document.xml': written(p('a', '<w:pPr><w:numPr/></w:pPr>')),
      'word/_rels/document.xml.rels': relations([
        'rId1',
        'numbering',
        'numbering.xml'
      ]),
      'word/numbering.xml': '<w:numbering/>'
    })
  );
  const parts = await unpack(bytes);
  assert.equal(parts['word/numbering.xml'], '<w:numbering/>');
  assert.ok(
    parts['word/_rels/document.xml.rels'].includes('Target="numbering.xml"')
  );
  assert.ok(parts['[Content_Types].xml'].includes('/word/numbering.xml'));
});

test('comments whose numbers only the editor made anew are left alone', async () => {
  const comment = (id: string, text: string) =>
    `<w:comments><w:comment w:id="0"><w:p w14:paraId="${id}"><w:r><w:t>${text}</w:t></w:r></w:p></w:comment></w:comments>`;
  const package_ = (body: string, comments: string) =>
    pack({ 'word/document.xml': body, 'word/comments.xml': comments });
  const original = comment('0000000A', 'why').replace(
    '<w:p ',
    '<w:p w:rsidR="1" '
  );
  const first = await package_(doc(p('a')), original);
  const base = await package_(written(p('a')), comment('0000000B', 'why'));
  const same = await mergePackages(
    first,
    base,
    await package_(written(p('b')), comment('0000000C', 'why'))
  );
  assert.equal((await unpack(same.bytes))['word/comments.xml'], original);
  const other = await mergePackages(
    first,
    base,
    await package_(written(p('a')), comment('0000000D', 'because'))
  );
  assert.ok(
    (await unpack(other.bytes))['word/comments.xml'].includes('because')
  );
});

test('the time of the edit is written into the properties, and nothing else there', async () => {
  const core = (more = '') =>
    `<cp:p><dcterms:modified xsi:type="W3CDTF">2001-01-01T00:00:00Z</dcterms:modified><a>1</a>${more}</cp:p>`;
  const { bytes } = await mergePackages(
    await pack({
      'word/document.xml': doc(p('a')),
      'docProps/core.xml': core()
    }),
    await pack({
      'word/document.xml': written(p('a')),
      'docProps/core.xml': core('<b/>')
    }),
    await pack({
      'word/document.xml': written(p('b')),
      'docProps/core.xml': core('<b/>')
    })
  );
  const text = (await unpack(bytes))['docProps/core.xml'];
  assert.ok(
    !text.includes('2001') &&
      text.includes('<a>1</a>') &&
      !text.includes('<b/>')
  );
});

test('a document without edits stays as it is', async () => {
  const original = {
    'word/document.xml': doc(p('a')),
    'docProps/core.xml': '<c><dcterms:modified>2001</dcterms:modified></c>'
  };
  const base = await pack({
    'word/document.xml': written(p('a')),
    'docProps/core.xml': '<other/>'
  });
  const { bytes } = await mergePackages(await pack(original), base, base);
  const parts = await unpack(bytes);
  assert.equal(parts['word/document.xml'], original['word/document.xml']);
  assert.equal(parts['docProps/core.xml'], original['docProps/core.xml']);
});

test('what the editor does not show is counted', async () => {
  const { counts } = await unknownIn(
    await pack({
      'word/document.xml': doc(`<w:p>${CHART}${CHART}${PICTURE}</w:p>`)
    }),
    await pack({ 'word/document.xml': written(`<w:p>${PICTURE}</w:p>`) })
  );
  assert.deepEqual([...counts], [['chart', 2]]);
});

test('text that is not shown is told, and missed if it would be gone', async () => {
  const box = (text: string) =>
    `<w:p><w:r><w:drawing><wps:wsp>${text && `<w:txbxContent>${p(text)}</w:txbxContent>`}</wps:wsp></w:drawing></w:r></w:p>`;
  const original = await pack({
    'word/document.xml': doc(box('unseen words') + p('a'))
  });
  const base = await pack({ 'word/document.xml': written(box('') + p('a')) });
  const { counts, passages } = await unknownIn(original, base);
  assert.deepEqual([[...counts], passages], [[['text', 1]], ['unseen words']]);
  const edited = (body: string) => pack({ 'word/document.xml': written(body) });
  const kept = await mergePackages(
    original,
    base,
    await edited(box('') + p('b'))
  );
  assert.deepEqual(kept.passages, []);
  // The outline was deleted with the text that was not in it.
  const gone = await mergePackages(original, base, await edited(p('a')));
  assert.deepEqual(gone.passages, ['unseen words']);
});

test('signs are missed whatever was done to a document', () => {
  const lacks = (...texts: string[]) => {
    const [o, b, e, r] = texts.map(text => read(text));
    return [...missing(o, b, e, r)];
  };
  const seen = p('seen');
  const both = seen + p('unseen');
  assert.deepEqual(lacks(both, seen, seen, both), []);
  assert.deepEqual(lacks(both, seen, seen, seen), [['text', 'unse']]);
  assert.deepEqual(lacks(both, seen, '', p('unseen')), []);
  assert.deepEqual(lacks(both, seen, p('more'), p('unseenmore')), []);
  assert.deepEqual(lacks(both, seen, p('more'), p('unseenmor')), [
    ['text', 'e']
  ]);
  assert.deepEqual(lacks('<w:instrText>A</w:instrText>', '', '', ''), [
    ['code', 'A']
  ]);
  const attribute = '<w:fldSimple w:instr="A B"/>';
  const element = '<w:instrText>A</w:instrText><w:instrText>B</w:instrText>';
  assert.deepEqual(lacks(attribute, attribute, attribute, element), []);
  // What is drawn for older programs is the same text.
  const twice = `<mc:AlternateContent><mc:Choice>${both}</mc:Choice><mc:Fallback>${seen}</mc:Fallback></mc:AlternateContent>`;
  assert.deepEqual(lacks(twice, both, both, both), []);
});

test('a document in which the editor sees everything is given as it is', async () => {
  const plain = await pack({ 'word/document.xml': doc(p('a')) });
  assert.equal(await shownPackage(plain), plain);
  const tagged = await pack({
    'word/document.xml': doc(`<w:p><w:bdo>${run('a')}</w:bdo></w:p>`),
    'word/footnotes.xml': '<broken>'
  });
  const parts = await unpack(await shownPackage(tagged));
  assert.equal(parts['word/document.xml'], doc(p('a')));
  assert.equal(parts['word/footnotes.xml'], '<broken>');
});
