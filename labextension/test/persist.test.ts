import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { persist } from '../src/server/retry-load';

describe('what has to be loaded', () => {
  it('is tried again until the server answers', async () => {
    let tries = 0;
    const load = async (): Promise<string> => {
      tries += 1;
      if (tries < 3) {
        throw new Error('Loading chunk failed.');
      }
      return 'loaded';
    };
    assert.equal(await persist(load, 0), 'loaded');
    assert.equal(tries, 3);
  });
});
