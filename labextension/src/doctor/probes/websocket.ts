/**
 * Whether web sockets get from this browser to Docs: the handshake that an
 * editor begins with. (Engine.IO 4: the first message is "0" and a session.)
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Verdict } from '../leg';
import { WORKS } from '../leg';
import type { PolicyWatch } from '../policy';
import { broken, untested } from '../troubles';

/** How long the handshake may take, in s. */
const SECONDS = 15;

export interface SocketProbe {
  docs: URL;
  /** A key that no document has. */
  key: string;
  policy: Pick<PolicyWatch, 'forbids'>;
  trans: Pick<TranslationBundle, '__'>;
  open?: (url: string) => WebSocket;
  seconds?: number;
}

export async function checkSocket({
  docs,
  key,
  policy,
  trans,
  open = url => new WebSocket(url),
  seconds = SECONDS
}: SocketProbe): Promise<Verdict> {
  const address = socketAddress(docs, key);
  const shown = address.split('/c/')[0].replace(/\/[^/]*$/, '/');
  const outcome = await handshake(() => open(address), seconds);
  if (outcome === 'works') {
    return WORKS;
  }
  const directive = await policy.forbids('connect');
  if (directive) {
    return untested(
      trans.__(
        'The Content-Security-Policy of this page (%1) keeps this check from asking; it does not concern editors.',
        directive
      )
    );
  }
  return broken(`websocket.${outcome}`, trans, shown, String(seconds));
}

export function socketAddress(docs: URL, key: string): string {
  const url = new URL(docs);
  url.protocol = url.protocol.replace('http', 'ws');
  url.pathname = `${url.pathname.replace(/\/$/, '')}/doc/${key}/c/`;
  url.search = new URLSearchParams({
    shardkey: key,
    EIO: '4',
    transport: 'websocket'
  }).toString();
  return url.href;
}

function handshake(
  open: () => WebSocket,
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
      const first = typeof data === 'string' && data.startsWith('0');
      end(first ? 'works' : 'foreign');
    };
    socket.onclose = () => end(isOpen ? 'foreign' : 'refused');
  });
}
