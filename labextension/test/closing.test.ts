import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';

import { load, replace } from './sources';

/** The questions that were asked, and what the user says. */
const asked: string[] = [];
let says: 'keep' | 'discard';

replace('ui/dialogs', {
  askUnsaved: (_: string, cause: string) => {
    asked.push(cause);
    return Promise.resolve(says);
  }
});

const { settleForClose } = load<{
  settleForClose: (...parts: object[]) => Promise<boolean>;
}>('documents/closing');

describe('closing an editor', () => {
  const panel = {
    path: 'a.xlsx',
    marks: { setClosing: () => undefined },
    office: { trans: { __: (text: string) => text } }
  };
  const saver = {
    unsaved: false,
    strict: false,
    settled: () => Promise.resolve(true)
  };
  const editor = (
    agrees: boolean,
    mayHide: boolean,
    hides = mayHide ? 'cell' : null
  ): object => ({
    mayHide,
    hides,
    requestClose: () => Promise.resolve(agrees)
  });

  beforeEach(() => {
    asked.length = 0;
    says = 'keep';
  });

  it('needs no question when the editor agrees', async () => {
    assert.ok(await settleForClose(panel, saver, editor(true, true)));
    assert.deepEqual(asked, []);
  });

  it('is not held up by an editor that is dead', async () => {
    assert.ok(await settleForClose(panel, saver, editor(false, false)));
    assert.deepEqual(asked, []);
  });

  it('asks when a cell may still be typed in', async () => {
    assert.ok(!(await settleForClose(panel, saver, editor(false, true))));
    assert.match(asked[0], /cell/);
    says = 'discard';
    assert.ok(await settleForClose(panel, saver, editor(false, true)));
  });

  it('asks when a PDF may have changes that its editor holds back', async () => {
    assert.ok(
      !(await settleForClose(panel, saver, editor(false, true, 'pdf')))
    );
    assert.match(asked[0], /PDF.*save in the editor/);
  });

  it('says that changes of a PDF are to be saved in its editor', async () => {
    const holding = {
      ...saver,
      unsaved: true,
      settled: () => Promise.resolve(false)
    };
    assert.ok(
      !(await settleForClose(panel, holding, editor(true, true, 'pdf')))
    );
    assert.match(asked[0], /Save in the editor first \(Ctrl\+S\)/);
    says = 'discard';
    assert.ok(await settleForClose(panel, holding, editor(true, true, 'pdf')));
  });
});
