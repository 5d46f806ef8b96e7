/**
 * Hands the result of a conversion to the browser as a download.
 */
import { URLExt } from '@jupyterlab/coreutils';

import type { Requests } from '../server/requests';

/** Download the result of the job `id`. */
export function download({ settings }: Requests, id: string): void {
  // A Hub wants the token against forged requests for downloads, too.
  const xsrf = /\b_xsrf=([^;]*)/.exec(document.cookie)?.[1];
  const query = { id, ...(xsrf ? { _xsrf: xsrf } : {}) };
  const link = document.createElement('a');
  link.href =
    URLExt.join(settings.baseUrl, 'onlyoffice/converted') +
    URLExt.objectToQueryString(query);
  link.download = '';
  document.body.append(link);
  link.click();
  link.remove();
}
