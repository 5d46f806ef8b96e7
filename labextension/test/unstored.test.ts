import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';

import type { SaveEvent, Waiting } from '../src/server/types';
import { Unstored } from '../src/saving/unsaved-documents';

const AT = '2026-11-21T14:03:00Z';

const waiting = (more: Partial<Waiting> = {}): Waiting => ({
  path: 'a/x.docx',
  key: 'k1',
  state: 'failed',
  cause: 'The disk is full.',
  remedy: 'Make room.',
  at: AT,
  here: true,
  savedAs: null,
  conflict: false,
  ...more
});

const event = (
  state: SaveEvent['state'],
  more: Partial<SaveEvent> = {}
): SaveEvent => ({
  path: 'a/x.docx',
  key: 'k1',
  state,
  at: AT,
  users: [],
  savedAs: null,
  cause: null,
  remedy: null,
  ...more
});

describe('Unstored', () => {
  let unstored: Unstored;
  let changes: number;
  let stored: string[];
  const paths = () => unstored.documents.map(({ path }) => path);

  beforeEach(() => {
    unstored = new Unstored();
    changes = 0;
    stored = [];
    unstored.changed.connect(() => (changes += 1));
    unstored.stored.connect((_, path) => stored.push(path));
  });

  it('asks only those who edited', () => {
    unstored.tell([], 'ann');
    const copied = { savedAs: 'a/x (edited).docx', conflict: true };
    unstored.hear(event('copied', { ...copied, authors: ['bob'] }));
    assert.equal(unstored.copies[0].conflict, false);
    unstored.hear(event('copied', { ...copied, authors: ['bob', 'ann'] }));
    assert.equal(unstored.copies[0].conflict, true);
    unstored.hear(event('copied', { ...copied, authors: [] }));
    assert.equal(unstored.copies[0].conflict, true, 'Docs did not tell');
  });

  it('does not tell of a copy who has just decided about it', () => {
    const copied = event('copied', { savedAs: 'a/x (edited).docx' });
    unstored.hear(copied);
    unstored.know('a/x (edited).docx');
    assert.equal(unstored.copies.length, 0);
    unstored.hear(copied);
    assert.equal(unstored.copies.length, 0);
    unstored.know('a/x (edited).docx', false);
    unstored.hear(copied);
    assert.equal(unstored.copies.length, 1, 'the choice was refused');
  });

  it('tells of edits that are gone until the user has seen it', () => {
    const gone = waiting({ state: 'gone', here: false });
    unstored.tell([gone]);
    assert.deepEqual(
      unstored.copies.map(({ gone, savedAs, cause }) => [gone, savedAs, cause]),
      [[true, null, 'The disk is full. Make room.']]
    );
    assert.equal(unstored.documents.length, 0, 'nothing to try again');
    unstored.seen('k1');
    unstored.tell([gone]);
    assert.equal(unstored.copies.length, 0);
  });

  it('knows what the server told at the start', () => {
    unstored.tell([waiting()]);
    assert.deepEqual(unstored.documents[0].place, 'server');
    assert.equal(changes, 1);
    unstored.tell([waiting()]);
    assert.equal(changes, 1, 'no news');
    unstored.tell([]);
    assert.deepEqual(paths(), []);
  });

  it('has one entry a document, however often it fails', () => {
    unstored.hear(event('failed', { cause: 'The disk is full.' }));
    unstored.hear(event('failed', { cause: 'The disk is read-only.' }));
    unstored.hear(event('failed', { key: 'k2', cause: 'Locked.' }));
    assert.deepEqual(
      unstored.documents.map(({ cause }) => cause),
      ['Locked.']
    );
    unstored.hear(event('stored'));
    assert.deepEqual(paths(), ['a/x.docx'], 'the other key is not stored');
    unstored.hear(event('stored', { key: 'k2' }));
    assert.deepEqual(paths(), []);
    assert.deepEqual(stored, ['a/x.docx', 'a/x.docx']);
  });

  it('follows a rename', () => {
    unstored.hear(event('failed'));
    unstored.hear(event('failed', { path: 'a/y.docx' }));
    assert.deepEqual(paths(), ['a/y.docx']);
    unstored.hear(event('moved', { path: 'a/z.docx' }));
    assert.deepEqual(paths(), ['a/z.docx']);
  });

  it('follows a rename that the server tells of', () => {
    unstored.tell([
      waiting(),
      waiting({ key: 'k2', state: 'copied', savedAs: 'a/copy.docx' })
    ]);
    unstored.hear(event('moved', { path: 'b/y.docx' }));
    unstored.hear(event('moved', { path: 'b/y.docx', key: 'k2' }));
    unstored.hear(event('moved', { path: 'b/z.docx', key: 'k3' }));
    assert.deepEqual(paths(), ['b/y.docx']);
    assert.deepEqual(
      unstored.copies.map(({ path }) => path),
      ['b/y.docx']
    );
  });

  it('says where the edits are', () => {
    unstored.hear(event('failed', { savedAs: 'a/x (recovered).docx' }));
    assert.equal(unstored.documents[0].place, 'docs');
    assert.equal(unstored.documents[0].savedAs, 'a/x (recovered).docx');
    unstored.tell([waiting()]);
    unstored.hear(event('failed'));
    assert.equal(unstored.documents[0].place, 'server');
  });

  it('puts together what server and tab know', () => {
    const tab = { path: 'a/x.docx' };
    unstored.tell([waiting()]);
    unstored.report(tab, { cause: 'No answer.', remedy: '', place: 'docs' });
    const [only, ...others] = unstored.documents;
    assert.deepEqual(others, []);
    assert.equal(only.cause, 'No answer.');
    assert.equal(only.place, 'server', 'it is safe there nevertheless');
    unstored.report(tab, null, true);
    assert.deepEqual(paths(), ['a/x.docx'], 'the server has not stored it');
    assert.deepEqual(stored, ['a/x.docx']);
    unstored.hear(event('stored'));
    assert.deepEqual(paths(), []);
  });

  it('forgets what only a tab knew when that closes', () => {
    const tab = { path: 'b.docx' };
    unstored.report(tab, { cause: 'c', remedy: 'r', place: 'browser' });
    tab.path = 'renamed.docx';
    assert.deepEqual(paths(), ['renamed.docx']);
    unstored.report(tab, null);
    assert.deepEqual(paths(), []);
    assert.deepEqual(stored, []);
  });

  it('tells of a copy once', () => {
    const copied = event('copied', { savedAs: 'a/x (edited).docx' });
    unstored.hear(event('failed'));
    unstored.hear(copied);
    assert.deepEqual(paths(), []);
    assert.equal(unstored.copies[0].savedAs, 'a/x (edited).docx');
    unstored.seen('k1');
    unstored.hear(copied);
    unstored.tell([
      waiting({ state: 'copied', savedAs: 'a/x (edited).docx', here: false })
    ]);
    assert.deepEqual(unstored.copies, []);
    unstored.hear(event('copied', { savedAs: 'a/x (edited 2).docx' }));
    assert.equal(unstored.copies.length, 1);
  });

  it('drops a choice that was made, and keeps other copies', () => {
    const savedAs = 'a/x (edited).docx';
    unstored.hear(event('copied', { savedAs, conflict: true }));
    unstored.hear(event('users'));
    assert.equal(unstored.copies.length, 1);
    unstored.hear(event('stored'));
    assert.equal(unstored.copies.length, 0);
    unstored.hear(event('copied', { key: 'k2', savedAs }));
    unstored.hear(event('changed', { key: 'k2' }));
    assert.equal(unstored.copies.length, 1);
  });

  it('lets go of a session that has ended, not of what the server has on its disk', () => {
    unstored.hear(event('failed'));
    unstored.hear(event('changed'));
    assert.deepEqual(paths(), []);
    unstored.tell([waiting()]);
    unstored.hear(event('changed'));
    assert.deepEqual(paths(), ['a/x.docx']);
  });
});
