import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import type { DocsApi } from '../src/docs/api-script';
import type { DocsEvents } from '../src/docs/docs-events';
import type { Framing } from '../src/connection-check/framing';
import { forbiddenBy } from '../src/connection-check/framing';
import type { Verdict } from '../src/connection-check/leg';
import {
  directiveIn,
  PolicyWatch
} from '../src/connection-check/csp-violations';
import { checkAddress } from '../src/connection-check/probes/address';
import { checkApi } from '../src/connection-check/probes/api';
import { checkEditor } from '../src/connection-check/probes/editor';
import {
  checkSocket,
  socketAddress
} from '../src/connection-check/probes/websocket';
import { RequestError } from '../src/server/errors';
import { trans } from './words';

type Policy = Pick<PolicyWatch, 'forbids'>;

const free: Policy = { forbids: () => Promise.resolve(null) };
const forbidding = (directive: string): Policy => ({
  forbids: () => Promise.resolve(directive)
});

const PAGE = new URL('https://hub.example/user/ann/lab');

describe('the address of Docs', () => {
  const check = (
    docs: string,
    more: {
      page?: URL;
      answers?: boolean;
      denied?: boolean;
      policy?: Policy;
    } = {}
  ): Promise<Verdict> =>
    checkAddress({
      docs: new URL(docs),
      page: more.page ?? PAGE,
      policy: more.policy ?? free,
      trans,
      fetch: () =>
        more.answers ? Promise.resolve() : Promise.reject(new TypeError()),
      denied: () => Promise.resolve(more.denied ?? false)
    });

  it('works when anything answers there', async () => {
    for (const docs of [
      'https://docs.example',
      'https://hub.example/docs',
      'http://localhost:8080'
    ]) {
      assert.deepEqual(await check(docs, { answers: true }), {
        ok: true,
        cause: '',
        remedy: ''
      });
    }
  });

  it('is of no use by http on a page by https, and is not even asked', async () => {
    const { ok, cause, remedy } = await check('http://docs.example', {
      answers: true
    });
    assert.equal(ok, false);
    assert.match(cause, /https and Docs by http \(http:\/\/docs\.example\)/);
    assert.match(remedy, /c\.OnlyOffice\.docs_url/);
  });

  it('may be by http where the page is', async () => {
    const page = new URL('http://lab.example:8888/lab');
    const found = await check('http://docs.example', { page, answers: true });
    assert.equal(found.ok, true);
  });

  it('is told to mean this machine, or one of a network of containers', async () => {
    for (const name of ['localhost', '127.0.0.1', '[::1]']) {
      const { cause, remedy } = await check(`http://${name}:8080`);
      assert.ok(cause.startsWith(`${name} in c.OnlyOffice.docs_url`), cause);
      assert.match(remedy, /docs_internal_url/);
    }
    for (const name of ['documentserver', 'docs.svc', 'docs.internal']) {
      const { cause, remedy } = await check(`https://${name}`);
      assert.match(cause, /network of containers/);
      assert.match(remedy, /docs_internal_url/);
    }
  });

  it('that merely does not answer is to be opened in a tab', async () => {
    const local = new URL('http://localhost:8888/lab');
    for (const [docs, page] of [
      ['https://docs.example/office', PAGE],
      ['http://localhost:8080', local]
    ] as const) {
      const { cause, remedy } = await check(docs, { page });
      assert.ok(cause.endsWith(`from Docs at ${docs}.`), cause);
      assert.match(remedy, /healthcheck in a new tab.*certificate/);
    }
  });

  it('can be one that the browser denies', async () => {
    const { cause } = await check('https://10.0.0.5', { denied: true });
    assert.match(cause, /local network/);
  });

  it('is not tested where a policy keeps this page from asking', async () => {
    const { ok, cause } = await check('https://docs.example', {
      policy: forbidding('connect-src')
    });
    assert.equal(ok, null);
    assert.match(cause, /connect-src/);
  });
});

describe('api.js', () => {
  const url = 'https://docs.example/web-apps/apps/api/documents/api.js';
  const api = { DocEditor: class {} } as unknown as DocsApi;
  const check = async (
    code: string | null,
    more: { policy?: Policy; loadedFrom?: string } = {}
  ) =>
    checkApi({
      url,
      docs: new URL('https://docs.example'),
      policy: more.policy ?? free,
      trans,
      loadedFrom: more.loadedFrom ?? null,
      load: () =>
        code
          ? Promise.reject(new RequestError(0, code, '', ''))
          : Promise.resolve(api)
    });

  it('loads', async () => {
    const found = await check(null, { loadedFrom: url });
    assert.equal(found.verdict.ok, true);
    assert.equal(found.api, api);
  });

  it('is missing, is another thing, does not come', async () => {
    for (const [code, cause, remedy] of [
      ['docs-script-failed', /no script at .*api\.js/, /docs_url/],
      ['docs-script-foreign', /not the script of Docs/, /login/],
      ['docs-script-silent', /within 30 s/, /firewall/],
      ['docs-script-insecure', /https and Docs by http/, /https/]
    ] as const) {
      const found = await check(code);
      assert.equal(found.api, null);
      assert.equal(found.verdict.ok, false);
      assert.match(found.verdict.cause, cause);
      assert.match(found.verdict.remedy, remedy);
    }
  });

  it('is forbidden by a directive, which is named', async () => {
    const { verdict } = await check('docs-script-failed', {
      policy: forbidding('default-src')
    });
    assert.match(verdict.cause, /scripts from https:\/\/docs\.example/);
    assert.match(
      verdict.remedy,
      /Add https:\/\/docs\.example to default-src .*tornado_settings/
    );
  });

  it('is that of another Docs until the page is reloaded', async () => {
    const { verdict } = await check(null, {
      loadedFrom: 'https://old.example/api.js'
    });
    assert.match(verdict.cause, /old\.example/);
    assert.match(verdict.remedy, /Reload/);
  });
});

describe('the policy of the page', () => {
  const violation = (more: object) =>
    Object.assign(new Event('securitypolicyviolation'), {
      blockedURI: 'https://docs.example/web-apps/api.js',
      effectiveDirective: 'script-src-elem',
      originalPolicy: "default-src 'self'; script-src 'self'",
      disposition: 'enforce',
      ...more
    });

  it('is heard of for Docs, for what it forbids, while one listens', async () => {
    const page = new EventTarget();
    const watch = new PolicyWatch('docs.example', page, 0);
    page.dispatchEvent(violation({ blockedURI: 'https://other.example/x' }));
    page.dispatchEvent(violation({ disposition: 'report' }));
    page.dispatchEvent(violation({ blockedURI: 'inline' }));
    assert.equal(await watch.forbids('script'), null);
    page.dispatchEvent(violation({}));
    assert.equal(await watch.forbids('script'), 'script-src');
    assert.equal(await watch.forbids('frame'), null);
    watch.dispose();
    page.dispatchEvent(violation({ effectiveDirective: 'frame-src' }));
    assert.equal(await watch.forbids('frame'), null);
  });

  it('may come a moment after the failure', async () => {
    const page = new EventTarget();
    const watch = new PolicyWatch('docs.example', page, 20);
    const asked = watch.forbids('connect');
    page.dispatchEvent(
      violation({
        blockedURI: 'wss://docs.example/doc/k/c/',
        effectiveDirective: 'connect-src',
        originalPolicy: "connect-src 'self'"
      })
    );
    assert.equal(await asked, 'connect-src');
  });

  it('has a directive that decides, maybe a wider one', () => {
    assert.equal(directiveIn("frame-src 'self'", 'frame'), 'frame-src');
    assert.equal(directiveIn("child-src 'self'", 'frame'), 'child-src');
    assert.equal(directiveIn("default-src 'self'", 'frame'), 'default-src');
  });
});

class FakeSocket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  closed = false;
  close(): void {
    this.closed = true;
  }
}

describe('the WebSocket', () => {
  const docs = new URL('https://docs.example/office/');
  const check = (
    play: (socket: FakeSocket) => void,
    more: { policy?: Policy; seconds?: number; version?: string } = {}
  ) => {
    const socket = new FakeSocket();
    const found = checkSocket({
      docs,
      key: 'probe',
      version: more.version,
      policy: more.policy ?? free,
      trans,
      open: () => socket as unknown as WebSocket,
      seconds: more.seconds
    });
    play(socket);
    return found.then(verdict => ({ verdict, socket }));
  };

  it('goes to where editors connect to', () => {
    assert.equal(
      socketAddress(docs, 'K'),
      'wss://docs.example/office/doc/K/c/?shardkey=K&EIO=4&transport=websocket'
    );
    assert.match(
      socketAddress(new URL('http://d:81'), 'K'),
      /^ws:\/\/d:81\/doc/
    );
  });

  it('works once Docs says its first word', async () => {
    const { verdict, socket } = await check(one => {
      one.onopen?.();
      one.onmessage?.({ data: '0{"sid":"x"}' });
    });
    assert.equal(verdict.ok, true);
    assert.ok(socket.closed);
  });

  it('is another one before Docs 7.3, and no handshake of the later', async () => {
    assert.equal(
      socketAddress(docs, 'K', true),
      'wss://docs.example/office/doc/K/c/websocket'
    );
    const answer = (data: string) => (one: FakeSocket) => {
      one.onopen?.();
      one.onmessage?.({ data });
    };
    const licence = '{"type":"license"}';
    const old = await check(answer(licence), { version: '7.2.2' });
    assert.equal(old.verdict.ok, true);
    for (const version of ['7.3.0', '10.0.1', '{{PRODUCT_VERSION}}']) {
      const { verdict } = await check(answer(licence), { version });
      assert.match(verdict.cause, /not Docs that answers/);
    }
  });

  it('is refused, foreign, or silent', async () => {
    const refused = await check(one => one.onclose?.());
    assert.match(
      refused.verdict.cause,
      /No WebSocket to wss:\/\/docs\.example\/office\/doc\/ can/
    );
    assert.match(refused.verdict.remedy, /Upgrade/);
    const foreign = await check(one => {
      one.onopen?.();
      one.onmessage?.({ data: 'hello' });
    });
    assert.match(foreign.verdict.cause, /not Docs that answers/);
    const gone = await check(one => {
      one.onopen?.();
      one.onclose?.();
    });
    assert.match(gone.verdict.cause, /not Docs that answers/);
    const silent = await check(() => undefined, { seconds: 0.01 });
    assert.match(silent.verdict.remedy, /firewall/);
  });

  it('is not tested where a policy forbids it to this page', async () => {
    const { verdict } = await check(one => one.onclose?.(), {
      policy: forbidding('connect-src')
    });
    assert.equal(verdict.ok, null);
  });

  it('is refused when it cannot even be made', async () => {
    const verdict = await checkSocket({
      docs,
      key: 'probe',
      policy: free,
      trans,
      open: () => {
        throw new Error('SecurityError');
      }
    });
    assert.match(verdict.remedy, /Upgrade/);
  });
});

describe('the editor', () => {
  const check = (
    play: (editor: DocsEvents) => void,
    more: {
      policy?: Policy;
      signal?: AbortSignal;
      limits?: { doubt: number; frame: number; document: number };
      framing?: () => Promise<Framing>;
    } = {}
  ) =>
    checkEditor({
      docs: new URL('https://docs.example'),
      policy: more.policy ?? free,
      trans,
      signal: more.signal ?? new AbortController().signal,
      start: play,
      limits: more.limits ?? { doubt: 5, frame: 5, document: 5 },
      page: PAGE,
      framing: more.framing ?? (() => Promise.resolve({})),
      period: 1
    });

  it('works when it shows its document', async () => {
    const steps: string[] = [];
    const found = await checkEditor({
      docs: new URL('https://docs.example'),
      policy: free,
      trans,
      signal: new AbortController().signal,
      page: PAGE,
      framing: () => Promise.resolve({}),
      reached: step => steps.push(step),
      start: editor => {
        editor.onFrame();
        editor.onMode('edit');
        editor.onReady();
      }
    });
    assert.deepEqual(found, {
      verdict: { ok: true, cause: '', remedy: '' },
      asked: true
    });
    assert.deepEqual(steps, ['frame', 'document']);
  });

  it('that may only view is at a limit', async () => {
    const { verdict } = await check(editor => {
      editor.onFrame();
      editor.onMode('view');
      editor.onReady();
    });
    assert.match(verdict.cause, /viewing only/);
  });

  it('explains its errors, and only -4 says that the document was asked for', async () => {
    const token = await check(editor => editor.onError(-20, ''));
    assert.match(token.verdict.remedy, /JWT_SECRET/);
    assert.equal(token.asked, false);
    const download = await check(editor => editor.onError(-4, ''));
    assert.match(download.verdict.cause, /could not download/);
    assert.equal(download.asked, true);
  });

  it('is late at its frame, or at its document', async () => {
    const limits = { doubt: 5, frame: 0.01, document: 0.01 };
    const frame = await check(() => undefined, { limits });
    assert.match(frame.verdict.remedy, /X-Frame-Options/);
    assert.equal(frame.asked, false);
    const document = await check(editor => editor.onFrame(), { limits });
    assert.match(document.verdict.cause, /shows no document within 0\.01 s/);
    assert.equal(document.asked, true);
  });

  it('may not be shown when a header of Docs says so', async () => {
    const limits = { doubt: 0.01, frame: 0.2, document: 5 };
    const denied = { 'X-Frame-Options': 'DENY' };
    const { verdict } = await check(() => undefined, {
      limits,
      framing: () => Promise.resolve(denied)
    });
    assert.match(verdict.cause, /X-Frame-Options: DENY/);
    assert.match(verdict.remedy, /allow https:\/\/hub\.example/);
    const other = await check(() => undefined, {
      limits,
      framing: () => Promise.reject(new Error('not to be asked'))
    });
    assert.match(other.verdict.cause, /within 0\.2 s/);
    const shown = await check(
      editor => {
        editor.onFrame();
        setTimeout(() => editor.onReady(), 50);
      },
      { limits, framing: () => Promise.resolve(denied) }
    );
    assert.equal(shown.verdict.ok, true);
  });

  it('is forbidden by a directive', async () => {
    const { verdict } = await check(() => undefined, {
      policy: forbidding('frame-src')
    });
    assert.match(verdict.remedy, /Add https:\/\/docs\.example to frame-src/);
  });

  it('ends with the check', async () => {
    const stop = new AbortController();
    const found = check(() => stop.abort(), { signal: stop.signal });
    assert.equal((await found).verdict.ok, null);
  });
});

describe('the headers that decide who may show Docs', () => {
  const DOCS = new URL('https://docs.example');
  const by = (framing: Framing, docs = DOCS) =>
    forbiddenBy(framing, docs, PAGE);
  const policy = (sources: string) => ({
    'Content-Security-Policy': `default-src *; frame-ancestors ${sources}`
  });

  it('allow it when there is none', () => {
    assert.equal(by({}), null);
    assert.equal(by({ 'Content-Security-Policy': "script-src 'self'" }), null);
  });

  it('are the old one, for other origins', () => {
    const same = { 'X-Frame-Options': 'sameorigin' };
    assert.equal(by(same), 'X-Frame-Options: SAMEORIGIN');
    assert.equal(by(same, new URL('https://hub.example/docs')), null);
    assert.equal(by({ 'X-Frame-Options': 'ALLOW-FROM https://x' }), null);
  });

  it('are the new one before the old one', () => {
    for (const sources of [
      '*',
      'https:',
      'hub.example',
      'https://hub.example',
      'http://*.example',
      "'self' https://hub.example"
    ]) {
      const both = { ...policy(sources), 'X-Frame-Options': 'DENY' };
      assert.equal(by(both), null, sources);
    }
    for (const sources of [
      "'none'",
      "'self'",
      'https://other.example',
      'https://hub.example:8443',
      '*.hub.example'
    ]) {
      assert.equal(
        by(policy(sources)),
        `Content-Security-Policy: frame-ancestors ${sources}`
      );
    }
  });
});
