/**
 * Whether WebSockets get from this browser to Docs: the handshake that an
 * editor begins with. (Engine.IO 4: the first message is "0" and a session.
 * SockJS before Docs 7.3: the first message is an object that tells the licence.
 * That is not tried by chance, as the one can end a Docs that speaks the other.)
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import { CHECK } from '../../messages/check';
import { trouble } from '../../messages/row';
import type { Verdict } from '../leg';
import { broken, untested, WORKS } from '../leg';
import type { PolicyWatch } from '../csp-violations';

/** How long the handshake may take, in s. */
const SECONDS = 15;

export interface SocketProbe {
  docs: URL;
  /** A key that no document has. */
  key: string;
  /** That of Docs, as its script tells it. */
  version?: string;
  policy: Pick<PolicyWatch, 'forbids'>;
  trans: Pick<TranslationBundle, '__'>;
  open?: (url: string) => WebSocket;
  seconds?: number;
}

export async function checkSocket({
  docs,
  key,
  version = '',
  policy,
  trans,
  open = url => new WebSocket(url),
  seconds = SECONDS
}: SocketProbe): Promise<Verdict> {
  const sockjs = /^([1-6]|7\.[0-2])\./.test(version);
  const address = socketAddress(docs, key, sockjs);
  const shown = address.split('/c/')[0].replace(/\/[^/]*$/, '/');
  const outcome = await handshake(
    () => open(address),
    sockjs ? '{' : '0',
    seconds
  );
  if (outcome === 'works') {
    return WORKS;
  }
  const directive = await policy.forbids('connect');
  if (directive) {
    return untested(trouble(CHECK, 'check.policy', trans, directive));
  }
  switch (outcome) {
    case 'refused':
      return broken(trouble(CHECK, 'check.socket-refused', trans, shown));
    case 'foreign':
      return broken(trouble(CHECK, 'check.socket-foreign', trans, shown));
    default:
      return broken(
        trouble(CHECK, 'check.socket-silent', trans, shown, String(seconds))
      );
  }
}

export function socketAddress(docs: URL, key: string, sockjs = false): string {
  const url = new URL(docs);
  url.protocol = url.protocol.replace('http', 'ws');
  url.pathname = `${url.pathname.replace(/\/$/, '')}/doc/${key}/c/`;
  if (sockjs) {
    url.pathname += 'websocket';
    return url.href;
  }
  url.search = new URLSearchParams({
    shardkey: key,
    EIO: '4',
    transport: 'websocket'
  }).toString();
  return url.href;
}

function handshake(
  open: () => WebSocket,
  greeting: string,
  seconds: number
): Promise<'works' | 'refused' | 'foreign' | 'silent'> {
  return new Promise(resolve => {
    let socket: WebSocket;
    try {
      socket = open();
    } catch {
      resolve('refused'); // Mixed content, or a policy.
      return;
    }
    let isOpen = false;
    const end = (outcome: 'works' | 'refused' | 'foreign' | 'silent') => {
      clearTimeout(timer);
      socket.onclose = socket.onmessage = null;
      socket.close();
      resolve(outcome);
    };
    const timer = setTimeout(() => end('silent'), seconds * 1000);
    socket.onopen = () => {
      isOpen = true;
    };
    socket.onmessage = ({ data }) => {
      const first = typeof data === 'string' && data.startsWith(greeting);
      end(first ? 'works' : 'foreign');
    };
    socket.onclose = () => end(isOpen ? 'foreign' : 'refused');
  });
}
