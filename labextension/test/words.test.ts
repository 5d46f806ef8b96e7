import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { atLeast } from '../src/docs/api-script';
import { explainError, explainWarning } from '../src/docs/docs-errors';
import { errorOf, troubleOf } from '../src/server/errors';
import { clock, others, wordsOf } from '../src/saving/save-text';
import type { SaveState } from '../src/saving/save-state';

const trans = {
  __: (text: string, ...args: unknown[]) =>
    text.replace(/%(\d)/g, (_, n) => String(args[Number(n) - 1]))
};
const NOW = new Date(2026, 10, 21, 15, 0);
const words = (state: SaveState, mode: 'edit' | 'view' = 'edit') =>
  wordsOf(state, mode, trans, NOW, 'de');

describe('the status line', () => {
  it('says what is true', () => {
    const at = new Date(2026, 10, 21, 14, 3);
    assert.equal(words({ kind: 'clean' }).text, 'Editing');
    assert.equal(words({ kind: 'clean' }, 'view').text, 'Viewing');
    assert.equal(words({ kind: 'unsaved' }).text, 'Unsaved changes');
    assert.match(words({ kind: 'held' }).text, /not yet in the file/);
    assert.match(
      words({ kind: 'held', atClose: true }).text,
      /until the document is closed/
    );
    assert.equal(words({ kind: 'stored', at }).text, 'Stored at 14:03');
    assert.equal(
      words({ kind: 'stored', at, savedAs: 'a/b (edited).docx' }).text,
      'Stored at 14:03 in a copy: b (edited).docx'
    );
    const failed = words({
      kind: 'failed',
      cause: 'Disk full.',
      remedy: 'Make room.',
      retry: true
    });
    assert.equal(failed.text, 'Failed: Disk full. — Make room.');
    assert.equal(failed.tone, 'bad');
  });

  it('adds the date to a time of another day', () => {
    assert.equal(
      clock(new Date(2026, 10, 20, 9, 5), NOW, 'de'),
      '20.11.2026, 09:05'
    );
  });

  it('leaves one of my own names out', () => {
    assert.deepEqual(others(['Ann', 'Me', 'Me'], ['Me', 'me']), ['Ann', 'Me']);
    assert.deepEqual(others(['Ann'], ['Me']), ['Ann']);
  });
});

describe('errors of the editor', () => {
  it('have a cause and a remedy', () => {
    for (const code of [
      -1, -2, -3, -4, -6, -18, -19, -20, -21, -22, -23, -82, -84
    ]) {
      const { cause, remedy } = explainError(code, '', trans);
      assert.ok(cause.length > 10 && remedy.length > 10, String(code));
    }
    assert.match(explainError(-4, '', trans).remedy, /jupyter_url/);
    assert.match(explainError(-20, '', trans).remedy, /JWT_SECRET/);
    assert.match(explainError(-21, '', trans).remedy, /clock/);
    assert.equal(explainError(-777, 'Odd.', trans).cause, 'Docs reports: Odd.');
    assert.equal(
      explainError(-777, 'Odd.<br>Use <b>Save</b> if a < b', trans).cause,
      'Docs reports: Odd. Use Save if a < b'
    );
  });

  it('warn of a callback that failed, and not of nothing', () => {
    assert.match(explainWarning(-101, '', trans)?.remedy ?? '', /jupyter_url/);
    assert.equal(explainWarning(0, '', trans), null);
    assert.equal(
      explainWarning(0, 'Odd.<br/><br/>Go on.', trans)?.cause,
      'Docs warns: Odd. Go on.'
    );
  });

  it('warn who edits of an editor that has stopped', () => {
    const reasons = (editing: boolean) =>
      [-18, -25, -102].map(
        code => explainWarning(code, 'Odd.', trans, editing)?.reason
      );
    assert.deepEqual(new Set(reasons(true)), new Set(['docs-warning.stopped']));
    assert.deepEqual(new Set(reasons(false)), new Set(['docs-warning.said']));
  });
});

describe('errors of the server', () => {
  it('are read from its contract', () => {
    const error = errorOf(
      404,
      '{"error":"not-found","message":"It is gone. Look.","cause":"It is gone.","remedy":"Look."}'
    );
    assert.deepEqual(
      [error.status, error.code, error.cause, error.remedy, error.message],
      [404, 'not-found', 'It is gone.', 'Look.', 'It is gone. Look.']
    );
    assert.equal(errorOf(500, '{"message":"Oops"}').cause, 'Oops');
  });

  it('get words when something else answered', () => {
    assert.match(errorOf(404, '<html>').remedy, /enable/);
    assert.match(errorOf(403, 'Forbidden').remedy, /log in/);
    assert.match(errorOf(502, '').cause, /502/);
    assert.equal(troubleOf(new Error('odd')).cause, 'odd');
  });
});

describe('the version of Docs', () => {
  it('is compared by number; an unknown one is old', () => {
    assert.ok(atLeast('9.3.0', 8, 3));
    assert.ok(atLeast('8.3.1', 8, 3));
    assert.ok(atLeast('10.0.0', 8, 3));
    assert.ok(!atLeast('8.2.9', 8, 3));
    assert.ok(!atLeast('', 8, 3));
    assert.ok(!atLeast(undefined, 8, 3));
  });
});
