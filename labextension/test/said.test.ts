import assert from 'node:assert/strict';
import { test } from 'node:test';

import { translate } from '../src/server/translate';

const GERMAN: Record<string, string> = {
  'The disk is full.': 'Die Festplatte ist voll.',
  'The disk reports: {reason}.': 'Die Festplatte meldet: {reason}.',
  '{cause} So it opens for viewing.': '{cause} Deshalb nur zum Ansehen.'
};
const trans = { __: (text: string) => GERMAN[text] ?? text };

test('what the server tells is said in the language of the user', () => {
  const answer = {
    config: { cause: 'The disk is full.' },
    job: { error: { cause: 'The disk is full.', remedy: 'Free some space.' } },
    waiting: [
      {
        cause: 'The disk reports: EIO.',
        remedy: '',
        words: {
          cause: {
            text: 'The disk reports: {reason}.',
            values: { reason: 'EIO' }
          }
        }
      }
    ],
    notice: {
      cause: 'The disk reports: {x}. So it opens for viewing.',
      remedy: null,
      words: {
        cause: {
          text: '{cause} So it opens for viewing.',
          values: {
            cause: {
              text: 'The disk reports: {reason}.',
              values: { reason: '{x}' }
            }
          }
        }
      }
    }
  };
  translate(answer, trans);
  assert.equal(answer.config.cause, 'The disk is full.'); // signed
  assert.equal(answer.job.error.cause, 'Die Festplatte ist voll.');
  assert.equal(answer.job.error.remedy, 'Free some space.');
  assert.equal(answer.waiting[0].cause, 'Die Festplatte meldet: EIO.');
  assert.equal(
    answer.notice.cause,
    'Die Festplatte meldet: {x}. Deshalb nur zum Ansehen.'
  );
});

test('what tells of nothing stays as it is', () => {
  for (const answer of [null, 'text', 3, [], { cause: null }, { cause: 5 }]) {
    const before = structuredClone(answer);
    translate(answer, trans);
    assert.deepEqual(answer, before);
  }
});
