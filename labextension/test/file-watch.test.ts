/**
 * A tab without a Docs server notices what becomes of its file.
 */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { Shown } from '../src/builtin/panel-body';
import { FileWatch } from '../src/builtin/file-watch';

type Seen = { path: string; version: string } | number;

class Desk {
  shown: Shown | null = { path: 'a.docx', version: '1', lags: false };
  told: string[] = [];
  asked: (string | undefined)[] = [];
  seen: Seen = { path: 'a.docx', version: '1' };

  readonly watch = new FileWatch(
    {
      json: <T>(_: string, __?: RequestInit, query?: object): Promise<T> => {
        this.asked.push((query as { search?: string }).search);
        return typeof this.seen === 'number'
          ? Promise.reject({ status: this.seen })
          : Promise.resolve(this.seen as T);
      }
    },
    {
      shown: () => this.shown,
      changed: () => this.told.push('changed'),
      moved: path => this.told.push(path),
      gone: () => this.told.push('gone'),
      back: () => this.told.push('back')
    }
  );

  async look(seen: Seen): Promise<string[]> {
    this.told = [];
    this.seen = seen;
    this.watch.look();
    await this.watch.idle();
    return this.told;
  }
}

const at = (version: string, path = 'a.docx') => ({ path, version });

describe('the watch over a file', () => {
  const desks: Desk[] = [];
  const sit = () => desks[desks.push(new Desk()) - 1];

  it('tells of a change that two looks see, once', async () => {
    const desk = sit();
    assert.deepEqual(await desk.look(at('1')), []);
    assert.deepEqual(await desk.look(at('2')), []);
    assert.deepEqual(await desk.look(at('3')), []);
    assert.deepEqual(await desk.look(at('3')), ['changed']);
    assert.deepEqual(await desk.look(at('3')), []);
    desk.shown = { ...desk.shown!, version: '3' };
    assert.deepEqual(await desk.look(at('3')), []);
    await desk.look(at('4'));
    assert.deepEqual(await desk.look(at('4')), ['changed']);
  });

  it('searches for a file that is not there once, and tells when it is back', async () => {
    const desk = sit();
    await desk.look(at('1'));
    assert.deepEqual(await desk.look(404), []);
    assert.deepEqual(await desk.look(404), ['gone']);
    assert.deepEqual(await desk.look(404), []);
    assert.deepEqual(desk.asked, [undefined, undefined, '1', undefined]);
    assert.deepEqual(await desk.look(at('1')), ['back']);
    assert.deepEqual(await desk.look(at('1')), []);
  });

  it('follows a rename', async () => {
    const desk = sit();
    await desk.look(404);
    assert.deepEqual(await desk.look(at('1', 'b.docx')), ['b.docx']);
  });

  it('believes nothing of a server that does not tell, or of what was stored meanwhile', async () => {
    const desk = sit();
    await desk.look(at('2'));
    assert.deepEqual(await desk.look(500), []);
    assert.deepEqual(await desk.look(0), []);
    desk.told = [];
    desk.seen = at('2');
    desk.watch.look();
    desk.shown = { ...desk.shown!, version: '2' };
    await desk.watch.idle();
    assert.deepEqual(desk.told, []);
  });

  it('does not look while nothing is shown', async () => {
    const desk = sit();
    desk.shown = null;
    await desk.look(at('2'));
    assert.deepEqual(desk.asked, []);
  });

  it('ends', () => desks.forEach(({ watch }) => watch.dispose()));
});
