/**
 * Loading of api.js, once per Docs server.
 *
 * api.js finds its own address from its `<script>` tag, so the tag must be a
 * real one and stay in the page.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Config, DocEditor } from '@onlyoffice/doceditor-types';

import { RequestError } from './errors';

/** The part of `window.DocsAPI` that we use. */
export interface DocsApi {
  DocEditor: {
    new (id: string, config: Config): DocEditor;
    /** Version of Docs, such as "9.3.0". */
    version?(): string;
  };
}

/** Why there is no api.js: no answer, mixed content, an error, another answer. */
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
    code: ScriptFailure,
    cause: string,
    remedy: string
  ): RequestError => {
    script.remove();
    return new RequestError(0, code, cause, remedy);
  };
  return new Promise<DocsApi>((resolve, reject) => {
    const timer = window.setTimeout(() => {
      reject(
        fail(
          'docs-script-silent',
          trans.__('The Docs server %1 does not answer.', host),
          trans.__(
            'Check that it is running and that this browser can reach it, then try again.'
          )
        )
      );
    }, TIMEOUT);
    script.onerror = () => {
      window.clearTimeout(timer);
      const insecure =
        window.location.protocol === 'https:' && url.startsWith('http:');
      reject(
        insecure
          ? fail(
              'docs-script-insecure',
              trans.__(
                'The browser does not load the editor from %1: this page is served by https, Docs by http.',
                host
              ),
              trans.__('Serve Docs by https and set c.OnlyOffice.docs_url.')
            )
          : fail(
              'docs-script-failed',
              trans.__('The editor could not be loaded from %1.', host),
              trans.__(
                'Check that the Docs server is running, that this browser can reach it and trusts its certificate, then try again.'
              )
            )
      );
    };
    script.onload = () => {
      window.clearTimeout(timer);
      const api = (window as unknown as { DocsAPI?: DocsApi }).DocsAPI;
      if (api?.DocEditor) {
        resolve(api);
      } else {
        reject(
          fail(
            'docs-script-foreign',
            trans.__('What %1 answers is not the editor of Docs.', host),
            trans.__('Check c.OnlyOffice.docs_url.')
          )
        );
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
