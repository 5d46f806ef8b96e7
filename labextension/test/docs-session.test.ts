import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';

import { load, replace } from './sources';

interface Session {
  onGone(): void;
  onError(code: number, description: string): void;
  onReady(): void;
  onFrame(): void;
  goOn(answer: object, sameEditor: boolean): void;
}

/** What the session has asked its parts for. */
const asked: string[] = [];
const started: string[] = [];

/** A part of the session that does nothing. */
function part(...methods: string[]): new () => object {
  const nothing = Object.fromEntries(
    methods.map(name => [name, () => undefined])
  );
  return class {
    constructor() {
      Object.assign(this, nothing);
    }
  };
}

replace('documents/closing', {});
replace('documents/version-conflict', { Conflict: part('begin', 'end') });
replace('docs/docs-saver', {
  DocsSaver: class extends part('loading', 'opened', 'ready', 'viewing') {
    get unsaved(): boolean {
      return unsaved;
    }
  }
});
let host: { leave(): void; renew(): Promise<void> };
const handlersOf = (given: typeof host): object => {
  host = given;
  return {};
};
replace('features', { handlersOf });
replace('features/index', { handlersOf });
replace('documents/live-view', { LiveView: part() });
replace('documents/loading', { Loading: part('ready', 'started', 'dispose') });
let unsaved = false;
const lost: string[] = [];
replace('docs/docs-notices', {
  showNotice: () => undefined,
  lostByReload: (_: object, moved: boolean) =>
    lost.push(moved ? 'moved' : 'restarted')
});
replace('documents/session-restart', {
  Renewal: class {
    run(reason: string): Promise<boolean> {
      asked.push(reason);
      return Promise.resolve(true);
    }
  },
  sameRights: () => true
});
replace('docs/docs-editor', {
  DocsEditor: class {
    readonly canRefresh = true;
    readonly frame = null;
    constructor(api: object, host: object, config: { token: string }) {
      started.push(config.token);
    }
    dispose(): void {
      // Nothing is left of it.
    }
    focus(): void {
      // There is no window.
    }
    refresh(config: { token: string }): void {
      started.push(`${config.token} in the same editor`);
    }
  }
});

describe('a config that Docs refuses', () => {
  const answer = (token: string): object => ({
    editor: 'docs',
    key: 'k',
    mode: 'edit',
    config: { token, document: {} }
  });
  let failed: string[];
  let session: Session;
  let panel: { attached: number } & Record<string, unknown>;

  beforeEach(() => {
    asked.length = started.length = 0;
    failed = [];
    const { DocsSession } = load<{
      DocsSession: new (...args: object[]) => Session;
    }>('docs/docs-session');
    panel = {
      attached: 1,
      fail: ({ code }: { code: string }) => failed.push(code),
      follow: () => undefined,
      line: {},
      node: { contains: () => false, focus: () => undefined },
      stage: { node: {} }
    };
    Object.assign(globalThis, { document: { activeElement: null } });
    const office = {
      isLight: () => true,
      trans: { __: (text: string) => text }
    };
    session = new DocsSession(panel, office, answer('old'), {});
  });

  for (const code of [-20, -21]) {
    it(`is signed anew, once (${code})`, () => {
      session.onError(code, '');
      assert.deepEqual([asked, failed], [['restart'], []]);
      session.goOn(answer('new'), false);
      assert.deepEqual(started, ['old', 'new']);
      session.onError(code, '');
      assert.deepEqual(asked, ['restart']);
      assert.equal(failed.length, 1);
    });
  }

  it('is signed anew when the frame is loaded again much later', () => {
    session.onReady();
    for (let time = 0; time < 2; time++) {
      session.onFrame();
      session.onError(-21, '');
      session.onReady();
    }
    assert.deepEqual([asked, failed], [['restart', 'restart'], []]);
  });

  it('says so when an edit went with the frame', () => {
    session.onReady();
    session.onFrame();
    assert.deepEqual(lost, []);
    session.onReady();
    unsaved = true;
    panel.attached += 1;
    session.onFrame();
    session.onReady();
    session.onFrame();
    assert.deepEqual(lost, ['moved', 'restarted']);
  });

  it('fails when the frame is gone', () => {
    session.onGone();
    assert.deepEqual(failed, ['tab-frame-gone']);
  });

  it('is no reason to begin again in an editor that runs', () => {
    session.onReady();
    session.onError(-20, '');
    assert.deepEqual([asked, failed], [[], []]);
  });

  it('is told at once when it is for another reason', () => {
    session.onError(-4, '');
    assert.deepEqual(asked, []);
    assert.equal(failed.length, 1);
  });

  it('comes to the editor that runs, if that does not show the versions', async () => {
    session.onReady();
    session.goOn(answer('second'), true);
    // The editor of Docs 9.3 takes it there, too, but goes on showing them.
    host.leave();
    await host.renew();
    session.goOn(answer('third'), true);
    session.goOn(answer('fourth'), true);
    assert.deepEqual(asked, ['restart']);
    assert.deepEqual(started, [
      'old',
      'second in the same editor',
      'third',
      'fourth in the same editor'
    ]);
  });
});
