/**
 * Loading of api.js, once per Docs server.
 *
 * api.js finds its own address from its `<script>` tag, so the tag must be a
 * real one and stay in the page.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Config, DocEditor } from '@onlyoffice/doceditor-types';

import { RequestError } from '../server/errors';
import { trouble } from '../messages/row';
import { DOCS } from '../messages/docs';

/** The part of `window.DocsAPI` that we use. */
export interface DocsApi {
  DocEditor: {
    new (id: string, config: Config): DocEditor;
    /** Version of Docs, such as "9.3.0". */
    version?(): string;
  };
}

/** The codes of why there is no api.js: no answer, mixed content, an error, another answer. */
export type ScriptFailure =
  | 'docs-script-silent'
  | 'docs-script-insecure'
  | 'docs-script-failed'
  | 'docs-script-foreign';

/** How long the script may take, in ms. */
const TIMEOUT = 30_000;

let loaded: { url: string; api: Promise<DocsApi> } | null = null;

/** The address of the api.js that this page has loaded, or loads. */
export function loadedFrom(): string | null {
  return loaded?.url ?? null;
}

/** Load api.js from `url`. After a failure the next call tries again. */
export function loadDocsApi(
  url: string,
  trans: TranslationBundle
): Promise<DocsApi> {
  if (loaded?.url !== url) {
    const api = insert(url, trans);
    loaded = { url, api };
    api.catch(() => {
      if (loaded?.api === api) {
        loaded = null;
      }
    });
  }
  return loaded!.api;
}

function insert(url: string, trans: TranslationBundle): Promise<DocsApi> {
  const script = document.createElement('script');
  script.src = url;
  script.async = true;
  const host = new URL(url, window.location.href).host;
  const fail = (
    reason: keyof typeof DOCS & `docs-script.${string}`
  ): RequestError => {
    script.remove();
    return RequestError.of(trouble(DOCS, reason, trans, host));
  };
  return new Promise<DocsApi>((resolve, reject) => {
    const timer = window.setTimeout(() => {
      reject(fail('docs-script.silent'));
    }, TIMEOUT);
    script.onerror = () => {
      window.clearTimeout(timer);
      const insecure =
        window.location.protocol === 'https:' && url.startsWith('http:');
      reject(
        insecure ? fail('docs-script.insecure') : fail('docs-script.failed')
      );
    };
    script.onload = () => {
      window.clearTimeout(timer);
      const api = (window as unknown as { DocsAPI?: DocsApi }).DocsAPI;
      if (api?.DocEditor) {
        resolve(api);
      } else {
        reject(fail('docs-script.foreign'));
      }
    };
    document.head.appendChild(script);
  });
}

/** Whether `version` ("9.3.0") is at least `major.minor`; unknown is old. */
export function atLeast(
  version: string | undefined,
  major: number,
  minor: number
): boolean {
  const [a, b] = (version ?? '').split('.').map(Number);
  return a > major || (a === major && (b || 0) >= minor);
}
