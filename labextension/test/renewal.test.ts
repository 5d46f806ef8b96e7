import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';

import { load, replace, replacePackage } from './sources';

replacePackage('@jupyterlab/apputils', {});
replace('documents/open-query', { openQuery: () => ({}) });

interface Renewal {
  run(reason: string): Promise<boolean>;
}

describe('the renewal of a session', () => {
  /** What the server is asked for, and what it says. */
  let asked: object[];
  let says: () => Promise<object>;
  /** Whether Docs has every edit, from one question to the next. */
  let settled: boolean[];
  let failed: object[];
  let key: string;
  let renewal: Renewal;

  beforeEach(() => {
    asked = [];
    failed = [];
    settled = [];
    key = 'k1';
    says = () => Promise.resolve({ editor: 'docs', key: 'k2' });
    Object.assign(globalThis, { document: { activeElement: null } });
    const office = {
      trans: { __: (text: string) => text },
      requests: {
        open: (_: string, query: object) => {
          asked.push(query);
          return says();
        }
      }
    };
    const panel = {
      path: 'a.docx',
      isVisible: false,
      line: {},
      marks: { setRenewing: () => undefined },
      stage: { node: { contains: () => false } },
      fail: (trouble: object) => failed.push(trouble)
    };
    const saver = { settled: () => Promise.resolve(settled.shift() ?? true) };
    const session = {
      editable: true,
      isDisposed: false,
      get key() {
        return key;
      },
      goOn: (answer: { key: string }) => {
        key = answer.key;
      },
      focus: () => undefined
    };
    const { Renewal } = load<{
      Renewal: new (...parts: object[]) => Renewal;
    }>('documents/session-restart');
    renewal = new Renewal(panel, office, saver, session);
  });

  it('goes on once when the editor says twice that its key is over', async () => {
    await Promise.all([renewal.run('outdated'), renewal.run('outdated')]);
    assert.deepEqual(asked, [{ key: 'k1', over: 'k1' }]);
    await renewal.run('outdated');
    assert.deepEqual(asked[1], { key: 'k2', over: 'k2' });
  });

  it('gives a key up that Docs calls over after it was gone on with', async () => {
    says = () => Promise.resolve({ editor: 'docs', key: 'k1' });
    assert.ok(await renewal.run('outdated'));
    assert.ok(!(await renewal.run('outdated')));
    assert.equal(failed.length, 1);
  });

  it('fails with the server, but not with an edit on its way to Docs', async () => {
    says = () => {
      const failing = asked.length < 2;
      return failing
        ? Promise.reject(new Error('away'))
        : Promise.resolve({ editor: 'docs', key: 'k2' });
    };
    settled = [true, false, true, true];
    assert.ok(await renewal.run('changed'));
    assert.equal(asked.length, 2);
    assert.deepEqual(failed, []);
    says = () => Promise.reject(new Error('away'));
    assert.ok(!(await renewal.run('changed')));
    assert.equal(failed.length, 1);
  });
});
