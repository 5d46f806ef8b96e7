/**
 * Whether `docs_url` can be used from this page, and Docs answers there.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import { CHECK } from '../../messages/check';
import { trouble } from '../../messages/row';
import type { Verdict } from '../leg';
import { broken, untested, WORKS } from '../leg';
import type { PolicyWatch } from '../csp-violations';

/** How long Docs may take to answer, in ms. */
const TIMEOUT = 15_000;

export interface AddressProbe {
  /** Of Docs, without a slash at its end. */
  docs: URL;
  page: URL;
  policy: Pick<PolicyWatch, 'forbids'>;
  trans: Pick<TranslationBundle, '__'>;
  fetch?: (url: string, init: RequestInit) => Promise<unknown>;
  /** Whether the browser denies this page the local network. */
  denied?: () => Promise<boolean>;
}

export async function checkAddress({
  docs,
  page,
  policy,
  trans,
  fetch = (url, init) => window.fetch(url, init),
  denied = localDenied
}: AddressProbe): Promise<Verdict> {
  const base = bare(docs);
  if (
    page.protocol === 'https:' &&
    docs.protocol === 'http:' &&
    !isLoopback(docs)
  ) {
    return broken(trouble(CHECK, 'check.insecure', trans, base));
  }
  const asked = `${base}/healthcheck`;
  try {
    // The answer cannot be read from here; that there is one is what matters.
    await fetch(asked, {
      mode: 'no-cors',
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.timeout(TIMEOUT)
    });
    return WORKS;
  } catch {
    // Any failure looks alike.
  }
  const directive = await policy.forbids('connect');
  if (directive) {
    return untested(trouble(CHECK, 'check.policy', trans, directive));
  }
  if (isLoopback(docs) && !isLoopback(page)) {
    return broken(trouble(CHECK, 'check.loopback', trans, docs.hostname));
  }
  if (!isLoopback(page) && (await denied())) {
    return broken(trouble(CHECK, 'check.local-network', trans, base, asked));
  }
  if (isPrivateName(docs) && docs.hostname !== page.hostname) {
    return broken(trouble(CHECK, 'check.private-name', trans, docs.hostname));
  }
  return broken(trouble(CHECK, 'check.unreachable', trans, base, asked));
}

/** An address as it is written in a configuration: no slash at its end. */
export function bare(address: URL): string {
  return address.href.replace(/\/$/, '');
}

function isLoopback({ hostname }: URL): boolean {
  return (
    /^(.*\.)?localhost$/.test(hostname) ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname) ||
    hostname === '[::1]'
  );
}

/** Whether a name is one that only neighbours know. */
function isPrivateName({ hostname }: URL): boolean {
  return (
    !/[.:]/.test(hostname) ||
    /\.(internal|local|svc|cluster\.local)$/.test(hostname)
  );
}

/** Newer browsers ask users before a public page reaches their network. */
async function localDenied(): Promise<boolean> {
  for (const name of ['local-network-access', 'local-network']) {
    try {
      const { state } = await navigator.permissions.query({
        name: name as PermissionName
      });
      return state === 'denied';
    } catch {
      // Not a permission of this browser.
    }
  }
  return false;
}
