import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { newName, renamed } from '../src/files/renamed-paths';

describe('a title that was changed in the editor', () => {
  it('becomes a name with the extension of the file', () => {
    assert.equal(newName('Plan', 'report.docx'), 'Plan.docx');
    assert.equal(
      newName('  Plan of May 1.2 ', 'a.docx'),
      'Plan of May 1.2.docx'
    );
    assert.equal(newName('Plan', 'REPORT.DOCX'), 'Plan.DOCX');
    assert.equal(newName('Plan', 'README'), 'Plan');
  });

  it('may have been typed with the extension', () => {
    assert.equal(newName('Plan.docx', 'report.docx'), 'Plan.docx');
    assert.equal(newName('Plan.DOCX', 'report.docx'), 'Plan.docx');
  });

  it('is refused when it is no name', () => {
    for (const title of [
      '',
      '  ',
      '.docx',
      'a/b',
      'a\\b',
      'a\u0000b',
      'a\nb'
    ]) {
      assert.equal(newName(title, 'report.docx'), '', JSON.stringify(title));
    }
  });
});

describe('favourites', () => {
  it('follow a file or a folder that is renamed', () => {
    const paths = ['a/x.docx', 'ab/x.docx', 'x.docx'];
    assert.deepEqual(renamed(paths, 'a', 'c/d'), [
      'c/d/x.docx',
      'ab/x.docx',
      'x.docx'
    ]);
    assert.deepEqual(renamed(paths, 'x.docx', 'y.docx'), [
      'a/x.docx',
      'ab/x.docx',
      'y.docx'
    ]);
  });
});
