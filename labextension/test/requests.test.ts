import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { load, replacePackage } from './sources';

let answer: Response;
let asked = '';
replacePackage('@jupyterlab/services', {
  ServerConnection: {
    makeRequest: (url: string) => {
      asked = url;
      return Promise.resolve(answer);
    }
  }
});

interface Requests {
  held(path: string): Promise<Response>;
  status(path?: string): Promise<object>;
}

const { Requests } = load<{ Requests: new (settings: object) => Requests }>(
  'server/requests'
);

describe('an answer', () => {
  const requests = new Requests({ baseUrl: 'http://localhost/' });

  it('is read', async () => {
    answer = Response.json({ version: '1' });
    assert.deepEqual(await requests.status(), { version: '1' });
  });

  it('is not a login page: that is no document, either', async () => {
    const headers = { 'Content-Type': 'text/html; charset=utf-8' };
    for (const ask of [
      () => requests.status(),
      () => requests.held('a.docx')
    ]) {
      answer = new Response('<h1>Log in</h1>', { headers });
      await assert.rejects(ask, { reason: 'page.forbidden', status: 401 });
    }
  });
});

describe('a path in a request', () => {
  const requests = new Requests({ baseUrl: 'http://localhost/' });

  it('is the one that is meant', async () => {
    for (const path of [
      ' a.docx',
      'dir /a.docx ',
      'a\tb\u0001.docx',
      'ü+&?😀'
    ]) {
      answer = Response.json({});
      await requests.status(path);
      assert.equal(new URL(asked).searchParams.get('path'), path);
    }
  });

  it('is sent as no text when it is none, of which the server tells', async () => {
    answer = Response.json({});
    await requests.status('half\udc80.docx');
    assert.match(asked, /path=half%ED%A0%80\.docx$/);
  });
});
