/** Sheets of a workbook and their pages. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { samePage, sheetAt, sheetsOf } from '../src/builtin/pdf-sheets';

type Pdf = Parameters<typeof sheetsOf>[0];

/** A PDF with such bookmarks, whose objects 10, 11, ... are its pages. */
function pdf(bookmarks: [string, unknown][] | null): Pdf {
  const items = bookmarks?.map(([title, dest]) => ({ title, dest })) ?? null;
  return {
    getOutline: () => Promise.resolve(items),
    getPageIndex: ({ num }: { num: number }) => Promise.resolve(num - 10)
  } as unknown as Pdf;
}

const SHEETS = [
  { name: 'A', page: 1 },
  { name: 'Empty', page: null },
  { name: 'B', page: 6 },
  { name: 'C', page: 7 }
];

describe('the sheets of a workbook', () => {
  it('are its bookmarks, with pages by number or by object', async () => {
    const found = await sheetsOf(
      pdf([
        ['A', [0, { name: 'XYZ' }]],
        ['Empty', null],
        ['B', [{ num: 15, gen: 0 }, { name: 'XYZ' }]],
        ['Named', 'elsewhere']
      ])
    );
    assert.deepEqual(found, [
      { name: 'A', page: 1 },
      { name: 'Empty', page: null },
      { name: 'B', page: 6 },
      { name: 'Named', page: null }
    ]);
  });

  it('are none where there are no bookmarks', async () => {
    assert.deepEqual(await sheetsOf(pdf(null)), []);
  });

  it('have the pages from their first one on', () => {
    const at = [1, 5, 6, 7, 99].map(page => sheetAt(SHEETS, page));
    assert.deepEqual(at, [0, 0, 2, 3, 3]);
    assert.equal(sheetAt([{ name: 'A', page: 3 }], 2), -1);
  });

  it('are found again when all pages are there', () => {
    const all = SHEETS.map(({ name, page }) => ({
      name,
      page: page && (page > 1 ? page + 500 : page)
    }));
    const found = [1, 5, 6, 8].map(page => samePage(page, SHEETS, all));
    assert.deepEqual(found, [1, 5, 506, 508]);
    assert.equal(samePage(6, SHEETS, []), 6);
    assert.equal(samePage(6, [], all), 6);
  });
});
