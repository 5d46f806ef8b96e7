import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { SaveState } from '../src/saving/save-state';
import { load, replace } from './sources';

replace('ui/dialogs', {});
replace('saving/autosave', {
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
}>('builtin/builtin-session');

/** A tab, as far as the session uses it. */
function tab() {
  return {
    line: { notice: null as object | null },
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
}

type Tell = (state: SaveState) => void;

describe('Save in the built-in editor', () => {
  it('leaves a document without a name to JupyterLab, which asks for one', () => {
    const done: string[] = [];
    const parent = { isUntitled: true };
    let ask: () => void = () => undefined;
    new BuiltinSession(
      { ...tab(), parent },
      {
        isLight: () => true,
        commands: { execute: async (name: string) => void done.push(name) }
      },
      {},
      ({ onSave }: { onSave: () => void }) => {
        ask = onSave;
        return { save: async () => void done.push('saved') };
      }
    );
    ask();
    parent.isUntitled = false;
    ask();
    assert.deepEqual(done, ['docmanager:save', 'saved']);
  });
});

describe('a view of a document', () => {
  it('is not said to be one while the document cannot be shown', () => {
    let tell: Tell = () => undefined;
    const panel = tab();
    const notice = { cause: 'This is a view.' };
    new BuiltinSession(
      panel,
      { isLight: () => true },
      { notice },
      ({ onState }: { onState: Tell }) => {
        tell = onState;
        return {};
      }
    );
    tell({ kind: 'loading' });
    assert.equal(panel.line.notice, notice);
    tell({ kind: 'closed' });
    assert.equal(panel.line.notice, null);
    tell({ kind: 'loading' });
    assert.equal(panel.line.notice, notice);
  });
});

describe('closing the built-in editor', () => {
  it('stores what is typed while it stores', async () => {
    const text = ['one'];
    let file: string[] = [];
    let tell: Tell = () => undefined;
    const panel = tab();
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
      ({ onState }: { onState: Tell }) => {
        tell = onState;
        return widget;
      }
    );
    assert.ok(await session.settle());
    assert.deepEqual(file, ['one', 'two']);
  });
});
