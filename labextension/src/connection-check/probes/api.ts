/**
 * Whether api.js loads: the same tag that the first document loads it by.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { DocsApi, ScriptFailure } from '../../docs/api-script';
import { RequestError } from '../../server/errors';
import { CHECK } from '../../messages/check';
import { trouble } from '../../messages/row';
import type { Verdict } from '../leg';
import { broken, WORKS } from '../leg';
import type { PolicyWatch } from '../csp-violations';
import { bare } from './address';

export interface ApiProbe {
  url: string;
  docs: URL;
  policy: Pick<PolicyWatch, 'forbids'>;
  trans: Pick<TranslationBundle, '__'>;
  load(): Promise<DocsApi>;
  /** Where the api.js of this page came from, if there is one. */
  loadedFrom: string | null;
}

export async function checkApi({
  url,
  docs,
  policy,
  trans,
  load,
  loadedFrom
}: ApiProbe): Promise<{ verdict: Verdict; api: DocsApi | null }> {
  const fail = (verdict: Verdict) => ({ verdict, api: null });
  if (loadedFrom !== null && loadedFrom !== url) {
    return fail(
      broken(trouble(CHECK, 'check.script-other', trans, loadedFrom))
    );
  }
  try {
    return { verdict: WORKS, api: await load() };
  } catch (error) {
    if (!(error instanceof RequestError)) {
      throw error;
    }
    const directive = await policy.forbids('script');
    if (directive) {
      return fail(
        broken(
          trouble(CHECK, 'check.script-policy', trans, docs.origin, directive)
        )
      );
    }
    switch (error.code as ScriptFailure) {
      case 'docs-script-silent':
        return fail(
          broken(trouble(CHECK, 'check.script-silent', trans, url, '30'))
        );
      case 'docs-script-insecure':
        return fail(
          broken(trouble(CHECK, 'check.insecure', trans, bare(docs)))
        );
      case 'docs-script-foreign':
        return fail(broken(trouble(CHECK, 'check.script-foreign', trans, url)));
      default:
        return fail(broken(trouble(CHECK, 'check.script-missing', trans, url)));
    }
  }
}
