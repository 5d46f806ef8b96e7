import assert from 'node:assert';
import { test } from 'node:test';

import { extensionOf, targetsOf, usualTarget } from '../src/convert/targets';
import { pathOfLink } from '../src/files/file-links';
import type { Format } from '../src/server/types';

const BASE = 'https://hub.example/user/ann/';

test('a link into this Jupyter leads to a file', () => {
  for (const [link, path] of [
    [`${BASE}lab/tree/data/prices.xlsx`, '/data/prices.xlsx'],
    [`${BASE}lab/workspaces/auto-b/tree/a%20b.xlsx?reset`, '/a b.xlsx'],
    [`${BASE}doc/tree/a.xlsx#place`, '/a.xlsx'],
    [`${BASE}edit/100%25.xlsx`, '/100%.xlsx'],
    [`${BASE}files/a.xlsx`, '/a.xlsx']
  ]) {
    assert.equal(pathOfLink(link, BASE), path);
  }
});

test('any other link does not', () => {
  for (const link of [
    'https://hub.example/user/bob/lab/tree/a.xlsx',
    'http://hub.example/user/ann/lab/tree/a.xlsx',
    'https://elsewhere.example/lab/tree/a.xlsx',
    `${BASE}lab`,
    `${BASE}api/contents/a.xlsx`,
    `${BASE}edit/half%80.xlsx`,
    'a.xlsx',
    'javascript:alert(1)'
  ]) {
    assert.equal(pathOfLink(link, BASE), null);
  }
});

test('several files convert to what each of them converts to', () => {
  const formats = [
    { ext: 'docx', targets: ['odt', 'txt', 'pdf'] },
    { ext: 'xlsx', targets: ['ods', 'pdf'] },
    { ext: 'csv', targets: ['xlsx', 'pdf'] }
  ] as Format[];
  const targets = (...paths: string[]) => targetsOf(formats, paths);
  assert.deepEqual(targets('a.docx', 'b/C.DOCX'), ['odt', 'txt', 'pdf']);
  assert.deepEqual(targets('a.docx', 'b.xlsx'), ['pdf']);
  assert.deepEqual(targets('a.docx', 'b.py'), []);
  assert.deepEqual(targets(), []);
});

test('an extension is what follows the last dot of the name', () => {
  const names = ['v1.2/a.b.DocX', 'v1.2/none', '.hidden', 'a.'];
  assert.deepEqual(names.map(extensionOf), ['docx', '', '', '']);
});

test('what can only be viewed is converted to what can be edited, all else to PDF', () => {
  const formats = [
    { ext: 'docx', targets: ['odt', 'txt', 'pdf'], working: '' },
    { ext: 'doc', targets: ['docx', 'odt', 'pdf'], working: 'docx' },
    { ext: 'dot', targets: ['docx', 'odt', 'pdf'], working: 'docx' },
    { ext: 'xls', targets: ['xlsx', 'pdf'], working: 'xlsx' }
  ] as Format[];
  const usual = (...paths: string[]) =>
    usualTarget(formats, paths, targetsOf(formats, paths));
  assert.equal(usual('a.doc'), 'docx');
  assert.equal(usual('a.xls'), 'xlsx');
  assert.equal(usual('a.doc', 'b.dot'), 'docx');
  assert.equal(usual('a.docx'), 'pdf');
  assert.equal(usual('a.doc', 'b.docx'), 'pdf');
  assert.equal(usual('a.doc', 'b.xls'), 'pdf');
  assert.equal(usualTarget(formats, ['a.doc'], ['odt']), 'odt');
});
