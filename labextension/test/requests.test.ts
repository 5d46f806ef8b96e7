import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { load, replacePackage } from './sources';

let answer: Response;
replacePackage('@jupyterlab/services', {
  ServerConnection: { makeRequest: () => Promise.resolve(answer) }
});

interface Requests {
  held(path: string): Promise<Response>;
  status(): Promise<object>;
}

const { Requests } = load<{ Requests: new (settings: object) => Requests }>(
  'requests'
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
