import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Trouble } from '../src/server/types';
import { load, replace } from './sources';

let made: string | null = 'a/old.docx';
replace('convert/copy', { makeCopy: async () => made });
const { offerFor } = load<{
  offerFor(
    panel: object,
    notice: Trouble
  ): { label: string; execute(): void | Promise<void> } | null;
}>('saving/status-actions');

const VIEWED: Trouble = {
  code: 'view-only',
  cause: 'Files of this type open for viewing.',
  remedy: '',
  copy: { to: 'docx', made: null }
};

/** A tab, and what became of an offer in it. */
function tab() {
  const done: unknown[][] = [];
  const note =
    (name: string) =>
    async (...args: unknown[]) => {
      done.push([name, ...args]);
    };
  const line = { notice: null as Trouble | null };
  const panel = {
    path: 'a/old.doc',
    line,
    reconsider: note('reconsider'),
    office: {
      trans: { __: (text: string) => text },
      open: note('open'),
      requests: { choose: note('choose') },
      connection: { check: note('check') }
    }
  };
  return { done, line, panel };
}

test('a copy is made, remembered and opened, and from then on it is offered', async () => {
  made = 'a/old.docx';
  const { done, line, panel } = tab();
  const offer = offerFor(panel, VIEWED);
  assert.equal(offer?.label, 'Work on a copy');
  await offer.execute();
  assert.deepEqual(done, [
    ['choose', 'a/old.doc', 'copy', 'a/old.docx'],
    ['open', 'a/old.docx']
  ]);
  const next = offerFor(panel, line.notice!);
  assert.equal(next?.label, 'Work on the copy');
  await next.execute();
  assert.deepEqual(done.at(-1), ['open', 'a/old.docx']);
});

test('a copy that could not be made can be tried again', async () => {
  made = null;
  const { done, line, panel } = tab();
  await offerFor(panel, VIEWED)!.execute();
  assert.deepEqual(done, []);
  assert.equal(line.notice, null);
});

test('a view for want of a Docs server leads to how one is connected', async () => {
  const { done, panel } = tab();
  await offerFor(panel, { code: 'connect', cause: '', remedy: '' })!.execute();
  assert.deepEqual(done, [['check']]);
});

test('most notices come without an offer', () => {
  const { panel } = tab();
  for (const code of ['view-only', 'restricted']) {
    assert.equal(offerFor(panel, { code, cause: '', remedy: '' }), null);
  }
});
