import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';

import { SaveTracker } from '../src/saving/save-tracker';
import type { ForceSaveAnswer } from '../src/server/types';

const AT = '2026-11-21T14:03:00Z';
const LATER = '2026-11-21T14:04:00Z';

const stored: ForceSaveAnswer = {
  state: 'stored',
  storedAt: AT,
  savedAs: null
};

describe('SaveTracker', () => {
  let now: number;
  let tracker: SaveTracker;
  const kind = () => tracker.state.kind;
  const edit = () => {
    tracker.changed(true);
    tracker.changed(false);
  };

  beforeEach(() => {
    now = 1_000_000;
    tracker = new SaveTracker(() => now);
    tracker.opened(null, null);
    tracker.ready();
  });

  it('starts loading, then clean', () => {
    assert.equal(new SaveTracker().state.kind, 'loading');
    assert.equal(kind(), 'clean');
    assert.equal(tracker.fileLags, false);
  });

  it('follows an edit: to the browser, to Docs, to the file', () => {
    tracker.changed(true);
    assert.equal(kind(), 'unsaved');
    assert.ok(tracker.unsaved && tracker.fileLags);
    tracker.changed(false);
    assert.equal(kind(), 'held');
    assert.ok(!tracker.unsaved && tracker.fileLags);
    const ticket = tracker.requested();
    assert.equal(kind(), 'saving');
    tracker.answered(ticket, stored);
    assert.deepEqual(tracker.state, {
      kind: 'stored',
      at: new Date(AT),
      savedAs: null
    });
    assert.equal(tracker.fileLags, false);
  });

  it('takes the end of no edit for nothing', () => {
    tracker.changed(false);
    assert.equal(kind(), 'clean');
  });

  it('does not call an edit stored that came after the request', () => {
    edit();
    const ticket = tracker.requested();
    edit();
    tracker.answered(ticket, stored);
    assert.equal(kind(), 'held');
    assert.ok(tracker.fileLags);
  });

  it('takes "unchanged" for the proof that the file has everything', () => {
    edit();
    tracker.answered(tracker.requested(), {
      state: 'unchanged',
      storedAt: null,
      savedAs: null
    });
    assert.equal(tracker.fileLags, false);
  });

  it('doubts that an event vouches for an edit made just before', () => {
    edit();
    now += 2000;
    tracker.stored(AT, null);
    assert.equal(kind(), 'held');
    assert.ok(tracker.doubtful);
    tracker.answered(tracker.requested(), {
      state: 'unchanged',
      storedAt: AT,
      savedAs: null
    });
    assert.equal(kind(), 'stored');
    assert.ok(!tracker.doubtful);
  });

  it('believes an event about edits that Docs has had for long', () => {
    edit();
    now += 60_000;
    tracker.stored(AT, null);
    assert.equal(kind(), 'stored');
    assert.ok(!tracker.doubtful);
  });

  it('does not believe it about what was typed during a long save', () => {
    tracker.confirms = true;
    edit();
    const ticket = tracker.requested();
    now += 20_000;
    edit();
    now += 20_000;
    tracker.stored(AT, null);
    tracker.answered(ticket, stored);
    assert.equal(kind(), 'held');
    tracker.stored(LATER, null);
    assert.ok(tracker.doubtful);
  });

  it('does not say that the file lacks edits when it was written just now', () => {
    tracker.confirms = true;
    edit();
    now += 2000;
    tracker.stored(AT, null);
    assert.equal(kind(), 'saving', 'whether all is in it is asked');
    tracker.answered(tracker.requested(), {
      state: 'unchanged',
      storedAt: AT,
      savedAs: null
    });
    assert.equal(kind(), 'stored');
  });

  it('believes an event of a session that has ended', () => {
    tracker.confirms = true;
    edit();
    now += 60_000;
    tracker.stored(AT, 'x (edited).docx', false);
    assert.equal(kind(), 'stored');
  });

  it('doubts for an edit that Docs only says to have after the save', () => {
    tracker.changed(true);
    tracker.stored(AT, null);
    assert.ok(!tracker.doubtful);
    tracker.changed(false);
    assert.equal(kind(), 'held');
    assert.ok(tracker.doubtful);
    tracker.answered(tracker.requested(), stored);
    assert.equal(kind(), 'stored');
  });

  it('has no doubt while the user types: there will be another save', () => {
    edit();
    tracker.stored(AT, null);
    tracker.changed(true);
    assert.equal(tracker.doubtful, false);
  });

  it('keeps a failure until a save succeeds, whatever is typed', () => {
    edit();
    const ticket = tracker.requested();
    assert.equal(ticket.held, 1);
    tracker.refused({ cause: 'Disk full.', remedy: 'Make room.' });
    assert.deepEqual(tracker.state, {
      kind: 'failed',
      cause: 'Disk full.',
      remedy: 'Make room.',
      retry: true,
      place: 'docs'
    });
    assert.ok(tracker.hasFailed);
    edit();
    assert.equal(kind(), 'failed');
    tracker.answered(tracker.requested(), stored);
    assert.equal(kind(), 'stored');
  });

  it('does not say that Docs has what it does not take', () => {
    const place = () =>
      tracker.state.kind === 'failed' ? tracker.state.place : null;
    const words = { cause: 'Docs does not answer.', remedy: '' };
    edit();
    tracker.changed(true);
    tracker.refused(words);
    assert.equal(place(), undefined);
    tracker.changed(false);
    assert.equal(place(), 'docs');
    tracker.changed(true);
    assert.equal(place(), 'docs', 'on its way');
  });

  it('waits for the event that a pending answer promises', () => {
    edit();
    const pending: ForceSaveAnswer = {
      ...stored,
      state: 'pending',
      storedAt: null
    };
    tracker.answered(tracker.requested(), pending);
    assert.equal(kind(), 'saving');
    now += 60_000;
    tracker.stored(AT, null);
    assert.equal(kind(), 'stored');
  });

  it('gives a pending save up', () => {
    edit();
    tracker.giveUp({ cause: 'c', remedy: 'r' });
    assert.equal(kind(), 'held');
    tracker.answered(tracker.requested(), { ...stored, state: 'pending' });
    tracker.giveUp({ cause: 'c', remedy: 'r' });
    assert.equal(kind(), 'failed');
    assert.ok(tracker.fileLags);
  });

  it('names the copy that the edits went to', () => {
    edit();
    now += 60_000;
    tracker.stored(AT, 'a/x (edited).docx');
    assert.deepEqual(tracker.state, {
      kind: 'stored',
      at: new Date(AT),
      savedAs: 'a/x (edited).docx'
    });
  });

  it('names the copy of a choice that is still to be made', () => {
    tracker.opened(AT, null, 'a/x (edited).docx');
    assert.deepEqual(tracker.state, {
      kind: 'stored',
      at: new Date(AT),
      savedAs: 'a/x (edited).docx'
    });
  });

  it('starts anew with another key: what was typed before is not there', () => {
    edit();
    now += 60_000;
    tracker.stored(AT, 'a/x (edited).docx');
    tracker.changed(true);
    tracker.opened(null, null);
    assert.equal(tracker.unsaved, false);
    assert.equal(kind(), 'clean');
  });

  it('shows the failure that was left from before', () => {
    tracker.opened(AT, { cause: 'c', remedy: 'r' });
    assert.equal(kind(), 'failed');
  });

  describe('what the server knows', () => {
    const status = {
      path: 'x.docx',
      key: 'k',
      state: 'editing' as const,
      users: [],
      storedAt: AT,
      savedAs: null,
      conflict: null,
      failure: null
    };

    it('is no news when it was known at the opening', () => {
      tracker.opened(AT, null);
      tracker.status(status);
      assert.equal(kind(), 'clean');
    });

    it('replaces an event that was missed', () => {
      edit();
      now += 60_000;
      tracker.status(status);
      assert.equal(kind(), 'stored');
    });

    it('tells of a failure, unless something was stored since', () => {
      const failure = { code: 'c', cause: 'c', remedy: 'r', at: AT };
      tracker.status({ ...status, storedAt: LATER, failure });
      assert.equal(kind(), 'stored');
      tracker.status({ ...status, failure: { ...failure, at: LATER } });
      assert.equal(kind(), 'failed');
    });
  });

  it('forgets what is unsaved when the editor goes', () => {
    tracker.changed(true);
    tracker.closed();
    assert.equal(tracker.unsaved, false);
    assert.equal(kind(), 'closed');
  });
});
