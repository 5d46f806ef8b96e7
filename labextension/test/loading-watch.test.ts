import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';

import { load } from './sources';

interface Watch {
  started(): void;
  dispose(): void;
}

/** What the tab shows: the code of a trouble, and its buttons. */
interface Shown {
  code: string;
  buttons: string[];
}

describe('an editor that does not get ready', () => {
  let shown: Shown[];
  let grantedMode: string;
  let watch: Watch;
  const opened: string[] = [];
  let execute: Record<string, () => void>;

  beforeEach(() => {
    shown = [];
    opened.length = 0;
    grantedMode = 'edit';
    mock.timers.enable({ apis: ['setTimeout'] });
    Object.assign(globalThis, { window: globalThis });
    const { LoadingWatch } = load<{
      LoadingWatch: new (panel: object) => Watch;
    }>('documents/loading-watch');
    watch = new LoadingWatch({
      line: {},
      marks: {
        hideError: () => undefined,
        showError: (
          { code }: { code: string },
          buttons: { label: string; execute(): void }[]
        ) => {
          shown.push({ code, buttons: buttons.map(({ label }) => label) });
          execute = Object.fromEntries(
            buttons.map(button => [button.label, button.execute])
          );
        }
      },
      modes: ['edit', 'view'],
      get grantedMode() {
        return grantedMode;
      },
      openFor: (mode: string) => {
        opened.push(mode);
        return Promise.resolve();
      },
      office: { trans: { __: (text: string) => text } }
    });
  });

  afterEach(() => {
    watch.dispose();
    mock.timers.reset();
    Reflect.deleteProperty(globalThis, 'window');
  });

  it('may not have come at all', () => {
    mock.timers.tick(60_000);
    assert.deepEqual(shown, [
      { code: 'tab-late', buttons: ['Try again', 'Wait on'] }
    ]);
  });

  it('may have failed on the document, which can be viewed instead', () => {
    watch.started();
    mock.timers.tick(60_000);
    assert.deepEqual(shown, [
      {
        code: 'tab-late-document',
        buttons: ['Try again', 'View Document', 'Wait on']
      }
    ]);
    execute['View Document']();
    assert.deepEqual(opened, ['view']);
  });

  it('is not offered for viewing when it is a view', () => {
    grantedMode = 'view';
    watch.started();
    mock.timers.tick(60_000);
    assert.deepEqual(shown[0].buttons, ['Try again', 'Wait on']);
  });
});
