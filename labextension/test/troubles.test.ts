import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

import { errorOf, RequestError, troubleOf } from '../src/server/errors';
import { BUILTIN } from '../src/messages/builtin';
import { CHECK } from '../src/messages/check';
import { DOCS } from '../src/messages/docs';
import { PAGE } from '../src/messages/page';
import type { Row, Rows } from '../src/messages/row';
import { trouble } from '../src/messages/row';
import { TAB } from '../src/messages/tab';

const SOURCES = join(process.cwd(), 'labextension/src');
const ROOMS: Rows[] = [PAGE, TAB, DOCS, CHECK, BUILTIN];
/** What happened is no trouble, so there is nothing to do about it. */
const NEWS = [
  'check.after',
  'check.ended',
  'check.no-address',
  'check.policy',
  'tab.changed',
  'tab.mentioned',
  'tab.renamed',
  'tab.submitted'
];
/** A sentence of JavaScript's, or of Docs, ends as it likes. */
const SAID = ['page.unexpected', 'docs-error.said', 'docs-warning.said'];
const SENTENCE = /^(["“%]|\p{Lu}|c\.OnlyOffice\.)[^]*[^.]\.$/u;

const rows = ROOMS.flatMap(room => Object.entries(room));
const trans = {
  __: (text: string, ...args: unknown[]) =>
    text.replace(/%(\d)/g, (_, n) => String(args[Number(n) - 1]))
};
/** The names that are filled in, as JavaScript counts the places for them. */
const values = (row: Row) =>
  Array.from({ length: row.length - 1 }, (_, index) => `%${index}X`);

/** The sources that use the table: all but the table itself. */
const sources = readdirSync(SOURCES, { recursive: true, encoding: 'utf-8' })
  .filter(name => /\.tsx?$/.test(name) && !name.startsWith('messages/'))
  .map(name => [name, readFileSync(join(SOURCES, name), 'utf-8')] as const);

/** Where a source tells in words of its own what went wrong. */
const inline = (text: string) =>
  text.match(/\b(cause|remedy):\s*([\w.]*trans\.__|['"`][^'"`])/g) ?? [];

describe('the table of troubles', () => {
  for (const [code, row] of rows) {
    it(`has ${code} in whole sentences`, () => {
      const filled = values(row);
      const { cause, remedy } = row(trans, ...filled);
      assert.match(code, /^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/);
      assert.equal(remedy === '', NEWS.includes(code));
      if (!SAID.includes(code)) {
        assert.match(cause, SENTENCE);
      }
      if (remedy) {
        assert.match(remedy, SENTENCE);
      }
      const all = `${cause} ${remedy}`;
      for (const value of filled) {
        assert.ok(all.includes(value), `${value} is not filled in`);
      }
      assert.doesNotMatch(all, /%\d(?!X)|undefined| {2}/);
    });
  }

  it('has every code once, and uses it', () => {
    assert.equal(new Set(rows.map(([code]) => code)).size, rows.length);
    const unused = rows.filter(
      ([code]) => !sources.some(([, text]) => text.includes(`'${code}'`))
    );
    assert.deepEqual(unused, []);
  });

  it('is where every trouble is told from', () => {
    for (const [name, text] of sources) {
      assert.deepEqual(inline(text), [], name);
      if (name !== 'server/errors.ts') {
        assert.doesNotMatch(text, /new RequestError\(/, name);
      }
    }
    assert.equal(
      inline("{ cause: trans.__('It broke.'), remedy: '' }").length,
      1
    );
    assert.equal(inline("{ cause: office.trans.__('x') }").length, 1);
    assert.equal(inline("{ cause: 'It broke.' }").length, 1);
  });

  it('keeps the code and the reason in an error', () => {
    const told = trouble(PAGE, 'page.name-taken', trans, 'a.docx');
    assert.equal(told.code, 'page-name-taken');
    assert.equal(told.cause, 'There is a file “a.docx” already.');
    const error = RequestError.of(told, 409);
    assert.deepEqual(
      [error.status, error.code, error.reason, error.message],
      [409, told.code, 'page.name-taken', `${told.cause} ${told.remedy}`]
    );
    assert.equal(troubleOf(error), error);
  });

  it('knows the reason that the server tells, but not that of another', () => {
    const ours =
      '{"error":"storage","reason":"storage.disk-full","cause":"The disk is full."}';
    assert.equal(errorOf(503, ours).reason, 'storage.disk-full');
    const jupyters = '{"message":"Not here","reason":"Not Found"}';
    assert.equal(errorOf(404, jupyters).reason, '');
  });
});
