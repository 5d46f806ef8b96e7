import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { SaveState } from '../src/save-state';
import { load, replace } from './sources';

replace('dialogs', {});
replace('autosave', {
  Autosave: class {
    update(): void {
      // Nobody waits for it here.
    }
  }
});

interface Session {
  settle(): Promise<boolean>;
}

const { BuiltinSession } = load<{
  BuiltinSession: new (...parts: unknown[]) => Session;
}>('builtin-session');

describe('closing the built-in editor', () => {
  it('stores what is typed while it stores', async () => {
    const text = ['one'];
    let file: string[] = [];
    let tell: (state: SaveState) => void = () => undefined;
    const panel = {
      line: {},
      context: {},
      marks: {
        setClosing: () => undefined,
        setDirty: () => undefined,
        setLoading: () => undefined
      },
      stage: { hide: () => undefined },
      place: () => undefined,
      refreshMetadata: () => undefined,
      setState: () => undefined
    };
    const widget = {
      isDisposed: false,
      look: () => {
        if (file.length < text.length) {
          tell({ kind: 'unsaved' });
        }
      },
      save: async () => {
        const written = [...text];
        if (text.length === 1) {
          text.push('two');
        }
        await Promise.resolve();
        file = written;
        tell({ kind: 'stored', at: new Date() });
      }
    };
    const session = new BuiltinSession(
      panel,
      { isLight: () => true },
      {},
      ({ onState }: { onState: (state: SaveState) => void }) => {
        tell = onState;
        return widget;
      }
    );
    assert.ok(await session.settle());
    assert.deepEqual(file, ['one', 'two']);
  });
});
