/**
 * Addresses of files, as they stand in the address bar of JupyterLab and
 * Notebook.
 */

import { decoded } from './path-encoding';

const ROUTE =
  /^(?:(?:lab|doc)(?:\/workspaces\/[^/]+)?\/tree|tree|edit|files)\/(.+)$/;

/**
 * The file, as an absolute path, that the address `link` leads to in the Jupyter
 * at `base`; null for any other address.
 */
export function pathOfLink(link: string, base: string): string | null {
  let url: URL;
  const home = new URL(base);
  try {
    url = new URL(link);
  } catch {
    return null;
  }
  if (url.origin !== home.origin || !url.pathname.startsWith(home.pathname)) {
    return null;
  }
  const place = ROUTE.exec(url.pathname.slice(home.pathname.length))?.[1];
  const path = place && decoded(place);
  return path ? `/${path}` : null;
}
