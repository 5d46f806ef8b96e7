import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';

import { BrowserCheck } from '../src/connection-check/browser';
import type { Tell } from '../src/connection-check/checkup';
import { Checkup } from '../src/connection-check/checkup';
import type { Finding, Verdict } from '../src/connection-check/leg';
import { BROWSER, SERVER, WORKS } from '../src/connection-check/leg';
import { reportOf } from '../src/connection-check/report';
import { jsonLines } from '../src/connection-check/stream';
import { summaryOf } from '../src/connection-check/summary';
import { RequestError } from '../src/server/errors';
import { isSetUp } from '../src/messages/setup-errors';
import type { ServerStatus } from '../src/server/types';
import { trans } from './words';

const API = 'https://docs.example/web-apps/apps/api/documents/api.js';
const BAD: Verdict = {
  ok: false,
  cause: 'It is off.',
  remedy: 'Switch it on.'
};
const line = (found: Partial<Finding>) =>
  `${JSON.stringify({ ok: true, cause: '', remedy: '', ...found })}\n`;

/** An answer that comes in these pieces. */
const answer = (...pieces: (string | Uint8Array)[]) =>
  new Response(
    new ReadableStream({
      start: controller => {
        const encoder = new TextEncoder();
        for (const piece of pieces) {
          controller.enqueue(
            typeof piece === 'string' ? encoder.encode(piece) : piece
          );
        }
        controller.close();
      }
    })
  );

describe('JSON lines', () => {
  it('are read across the pieces that they come in', async () => {
    const bytes = new TextEncoder().encode('{"a":"ü"}\n');
    const found = [];
    for await (const value of jsonLines(
      answer(
        '{"a"',
        ':1}\n\n{"a":2}\n',
        bytes.slice(0, 7),
        bytes.slice(7),
        '{"a":3}'
      )
    )) {
      found.push(value);
    }
    assert.deepEqual(found, [{ a: 1 }, { a: 2 }, { a: 'ü' }, { a: 3 }]);
  });
});

describe('a check', () => {
  const make = (
    response: () => Promise<Response>,
    browser: (tell: Tell) => Promise<void> = () => Promise.resolve(),
    status: Partial<ServerStatus> = { editor: 'docs', apiUrl: API }
  ) =>
    new Checkup({
      trans,
      requests: {
        status: () => Promise.resolve(status as ServerStatus),
        request: response
      },
      browser: (_url, tell) => browser(tell),
      busy: { longest: 5000, period: 1 }
    });
  const all = SERVER.map(leg => line({ leg }));
  const allBrowser = async (tell: Tell) =>
    BROWSER.forEach(leg => tell(leg, WORKS));

  it('says that everything works when it does', async () => {
    const checkup = make(async () => answer(...all), allBrowser);
    const seen = new Set<string>();
    checkup.changed.connect(() => seen.add(summaryOf(checkup, trans).words));
    await checkup.run();
    assert.deepEqual(summaryOf(checkup, trans), {
      state: 'works',
      words: 'Everything works'
    });
    assert.ok(seen.has('Checking: 3 of 23'), [...seen].join('\n'));
  });

  it('says what does not, and what has a note', async () => {
    const checkup = make(
      async () =>
        answer(
          line({ leg: 'configuration', cause: 'A note.' }),
          line({ leg: 'clock', ...BAD }),
          line({ leg: 'websocket', ok: null, cause: 'An earlier one.' }),
          line({ leg: 'of-a-newer-server' })
        ),
      allBrowser
    );
    await checkup.run();
    const states = Object.fromEntries(
      checkup.legs.map(({ leg, state }) => [leg, state])
    );
    assert.equal(states.configuration, 'note');
    assert.equal(states.clock, 'broken');
    assert.equal(states.websocket, 'untested');
    assert.equal(states['of-a-newer-server'], 'works');
    assert.equal(states.callback, 'untested', 'the server ended early');
    assert.equal(
      summaryOf(checkup, trans).words,
      '1 of 24 things does not work'
    );
  });

  it('says by its title what keeps a leg from being tested', async () => {
    const checkup = make(
      async () =>
        answer(
          line({
            leg: 'clock',
            ok: null,
            cause: 'Not tested, because docs-address failed.',
            reason: 'doctor.untested',
            root: 'docs-address'
          }),
          line({
            leg: 'callback',
            ok: null,
            cause: 'There is no room.',
            reason: 'doctor.callback-full',
            root: 'connections'
          })
        ),
      allBrowser
    );
    await checkup.run();
    const told = Object.fromEntries(
      checkup.legs.map(({ leg, cause }) => [leg, cause])
    );
    assert.equal(
      told.clock,
      'Something before it does not work: “The address of Docs is found and its port is open”.'
    );
    assert.equal(told.callback, 'There is no room.');
  });

  it('does not call untested what it could not test', async () => {
    const checkup = make(
      async () => answer(...all),
      async tell => tell('browser-address', { ...WORKS, ok: null })
    );
    await checkup.run();
    assert.equal(
      summaryOf(checkup, trans).words,
      'What was tested works; 6 things could not be tested'
    );
  });

  it('goes on in the browser when the server does not answer', async () => {
    const checkup = make(
      () => Promise.reject(new RequestError(500, 'x', 'Broken.', 'Look.')),
      allBrowser
    );
    await checkup.run();
    assert.deepEqual(
      checkup.broken.map(({ leg, cause }) => [leg, cause]),
      [['configuration', 'Broken.']]
    );
    assert.equal(checkup.finished, BROWSER.length + SERVER.length);
  });

  it('calls nothing broken that the user may not have tested', async () => {
    const checkup = make(
      () => Promise.reject(new RequestError(403, 'x', 'Not you.', '')),
      allBrowser
    );
    await checkup.run();
    assert.deepEqual(checkup.broken, []);
    assert.equal(
      checkup.legs.find(({ leg }) => leg === 'clock')!.cause,
      'Not you.'
    );
  });

  it('waits for another one that is under way', async () => {
    let times = 0;
    const checkup = make(async () => {
      times += 1;
      if (times < 3) {
        throw new RequestError(429, 'busy', 'Another one.', 'Wait.');
      }
      return answer(...all);
    }, allBrowser);
    await checkup.run();
    assert.equal(times, 3);
    assert.equal(summaryOf(checkup, trans).words, 'Everything works');
  });

  it('of an installation without Docs tests nothing', async () => {
    const checkup = make(
      () => assert.fail('asked'),
      () => assert.fail('asked'),
      { editor: 'builtin', apiUrl: null }
    );
    await checkup.run();
    assert.match(summaryOf(checkup, trans).words, /built-in editor/);
  });

  it('that was stopped says nothing any more', async () => {
    const checkup = make(async () => answer(...all), allBrowser);
    const running = checkup.run();
    let said = 0;
    checkup.changed.connect(() => (said += 1));
    checkup.stop();
    await running;
    assert.equal(said, 0);
  });
});

describe('a check in the browser', () => {
  let found: Map<string, Verdict>;
  let closed: number;
  const tell: Tell = Object.assign(
    (leg: string, verdict: Verdict) => void found.set(leg, verdict),
    { running: () => undefined }
  );
  beforeEach(() => {
    found = new Map();
    closed = 0;
    Object.assign(globalThis, { document: new EventTarget() });
  });
  const check = async (
    probes: {
      address?: Verdict;
      api?: Verdict;
      socket?: Verdict;
      editor?: Verdict;
      asked?: boolean;
    } = {},
    reported: Partial<Finding>[] = [],
    post: () => Promise<unknown> = () =>
      Promise.resolve({ probe: 'p1', config: {} }),
    url = API
  ) => {
    const queries: unknown[] = [];
    await new BrowserCheck(
      {
        post: post as never,
        json: ((_route: string, _init: object, query: object) => {
          queries.push(query);
          return Promise.resolve(reported.map(one => ({ ...WORKS, ...one })));
        }) as never
      },
      trans,
      {
        ready: () => Promise.resolve(),
        start: () => undefined,
        end: async () => void (closed += 1)
      },
      tell,
      new AbortController().signal,
      new URL('https://hub.example/lab'),
      {
        checkAddress: async () => probes.address ?? WORKS,
        checkApi: async () => ({
          verdict: probes.api ?? WORKS,
          api: (probes.api ?? WORKS).ok ? ({ DocEditor: {} } as never) : null
        }),
        checkSocket: async () => probes.socket ?? WORKS,
        checkEditor: async () => ({
          verdict: probes.editor ?? WORKS,
          asked: probes.asked ?? true
        })
      }
    ).run(url);
    assert.deepEqual([...found.keys()].sort(), [...BROWSER].sort());
    assert.equal(closed, url === API ? 1 : 0);
    return queries;
  };
  const oks = () => BROWSER.map(leg => found.get(leg)!.ok);
  const both = [{ leg: 'browser-download' }, { leg: 'browser-callback' }];

  it('asks the server what Docs did for the editor', async () => {
    const queries = await check({}, both);
    assert.deepEqual(oks(), [true, true, true, true, true, true]);
    assert.deepEqual(queries, [{ probe: 'p1', wait: '20' }]);
  });

  it('ends where Docs is not reached', async () => {
    await check({ address: BAD, api: BAD });
    assert.deepEqual(oks(), [false, null, null, null, null, null]);
    assert.match(found.get('browser-editor')!.cause, /This browser reaches/);
  });

  it('loads nothing that the browser would not show', async () => {
    await check({ address: { ...BAD, reason: 'check.insecure' } });
    assert.deepEqual(oks(), [false, null, null, null, null, null]);
  });

  it('believes the script more than the question for an answer', async () => {
    await check({ address: BAD }, both);
    assert.deepEqual(oks(), [true, true, true, true, true, true]);
  });

  it('tests the WebSocket without the script', async () => {
    await check({ api: BAD });
    assert.deepEqual(oks(), [true, false, true, null, null, null]);
    closed = 0;
    await check({ api: BAD, socket: BAD });
    assert.deepEqual(oks(), [true, false, null, null, null, null]);
  });

  it('tests nothing where the configuration is no address', async () => {
    for (const url of ['docs.example/web-apps/apps/api/documents/api.js', '']) {
      closed = 0;
      await check({}, [], undefined, url);
      assert.deepEqual(oks(), [null, null, null, null, null, null]);
    }
  });

  it('opens an editor though there is no WebSocket', async () => {
    await check({ socket: BAD }, both);
    assert.deepEqual(oks(), [true, true, false, true, true, true]);
  });

  it('asks for the download only when the editor got so far', async () => {
    const queries = await check({ editor: BAD, asked: false });
    assert.deepEqual(oks(), [true, true, true, false, null, null]);
    assert.deepEqual(queries, []);
    closed = 0;
    await check({ editor: BAD, asked: true }, [
      { leg: 'browser-download', ...BAD },
      { leg: 'browser-callback', ...BAD }
    ]);
    assert.deepEqual(oks(), [true, true, true, false, false, null]);
  });

  it('tells why the server gives it no document', async () => {
    await check({}, [], () =>
      Promise.reject(new RequestError(500, 'configuration', 'No secret.', ''))
    );
    assert.deepEqual(oks(), [true, true, true, false, null, null]);
    assert.equal(found.get('browser-editor')!.cause, 'No secret.');
  });
});

describe('the report', () => {
  it('has everything that was found out, and no path of the page', () => {
    const report = reportOf(
      {
        legs: [
          { leg: 'clock', ...BAD, state: 'broken' },
          { leg: 'browser-api', ...WORKS, state: 'works' }
        ],
        server: 'Docs 9.3.0\n',
        agent: 'Browser/1',
        page: new URL('https://hub.example/user/ann/lab?token=secret'),
        apiUrl: `${API}?x=1`,
        at: new Date(Date.UTC(2026, 10, 22, 5))
      },
      trans
    );
    assert.equal(
      report,
      [
        'jupyter-onlyoffice, 2026-11-22T05:00:00.000Z',
        '',
        'Docs 9.3.0',
        '',
        'Browser: Browser/1',
        'Web page: https://hub.example',
        `api.js: ${API}`,
        '',
        'In this browser',
        '  browser-api: OK',
        '',
        'From this server to Docs',
        '  clock: failed',
        '    It is off.',
        '    Switch it on.',
        ''
      ].join('\n')
    );
  });
});

describe('a document that cannot be opened', () => {
  it('has to do with the set-up, or with the file', () => {
    const yes = ['docs-script.failed', 'docs-error.signature', 'tab.late'];
    for (const reason of yes) {
      assert.ok(isSetUp({ code: 'x', reason }), reason);
    }
    assert.ok(isSetUp({ code: 'docs-unreachable', reason: 'docs.absent' }));
    const no = ['docs-error.password', 'docs-error.unreadable', 'page.offline'];
    for (const reason of no) {
      assert.ok(!isSetUp({ code: 'x', reason }), reason);
    }
    assert.ok(!isSetUp({ code: 'not-found' }));
  });
});
