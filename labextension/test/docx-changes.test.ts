import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';

import type { Moment } from '../src/builtin/docx-changes';
import { ChangeWatcher } from '../src/builtin/docx-changes';

type Content =
  ReturnType<Moment['texts']['get']> extends infer T
    ? NonNullable<T> extends { content: infer C }
      ? C
      : never
    : never;

const text = (words: string, edited = false) => ({
  content: {
    words,
    eq: (other: { words: string }) => other.words === words
  } as unknown as Content,
  edited
});

describe('ChangeWatcher', () => {
  let now: Moment | null;
  let changes: number;
  let watcher: ChangeWatcher;
  const show = (texts: Record<string, ReturnType<typeof text>>) => {
    now = { texts: new Map(Object.entries(texts)), comments: [] };
    watcher?.look();
  };

  before(() => {
    const nothing = () => undefined;
    Object.assign(globalThis, {
      window: { setInterval: () => 0, clearInterval: nothing },
      document: { addEventListener: nothing, removeEventListener: nothing }
    });
  });

  after(() => {
    Object.assign(globalThis, { window: undefined, document: undefined });
  });

  beforeEach(() => {
    changes = 0;
    now = { texts: new Map([['', text('body')]]), comments: [] };
    watcher = new ChangeWatcher(
      () => now,
      () => (changes += 1)
    );
  });

  it('sees an edit of the body once', () => {
    show({ '': text('body') });
    assert.equal(changes, 0);
    show({ '': text('body, edited', true) });
    show({ '': text('body, edited', true) });
    assert.equal(changes, 1);
  });

  it('takes a header that comes and goes for no edit', () => {
    show({ '': text('body'), rId1: text('header') });
    show({ '': text('body') });
    show({ '': text('body'), rId2: text('another') });
    assert.equal(changes, 0);
  });

  it('sees an edit of the body while a header comes', () => {
    show({ '': text('body, edited', true), rId1: text('header') });
    assert.equal(changes, 1);
  });

  it('sees that a header was written in as soon as it came', () => {
    show({ '': text('body'), rId1: text('Letterhead', true) });
    assert.equal(changes, 1);
    show({ '': text('body'), rId1: text('Letterhead', true) });
    assert.equal(changes, 1);
  });

  it('sees comments', () => {
    now = { texts: new Map([['', text('body')]]), comments: ['why?'] };
    watcher.look();
    assert.equal(changes, 1);
    now = null;
    watcher.look();
    assert.equal(changes, 1);
    watcher.dispose();
  });
});
