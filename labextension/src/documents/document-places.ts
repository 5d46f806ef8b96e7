/**
 * Where in a document to start: addresses of this JupyterLab that name a place,
 * and the places that documents are about to be opened at.
 */
import { PageConfig, URLExt } from '@jupyterlab/coreutils';

import { decoded } from '../files/path-encoding';

const PARAMETER = 'onlyoffice-place';

/** Places that wait for their document to be opened, by path. */
const waiting = new Map<string, unknown>();

/** The address that this page was loaded by, before JupyterLab changes it. */
const { pathname, search } =
  typeof window === 'undefined'
    ? { pathname: '', search: '' }
    : window.location;

/** The address that opens `path` at `place`, as Docs describes it. */
export function linkTo(path: string, place: unknown): string {
  const base = PageConfig.getOption('notebookPage')
    ? URLExt.join(PageConfig.getBaseUrl(), 'edit', URLExt.encodeParts(path))
    : PageConfig.getUrl({
        toShare: true,
        mode: 'multiple-document',
        workspace: PageConfig.defaultWorkspace,
        treePath: path
      });
  return `${base}?${PARAMETER}=${encodeURIComponent(JSON.stringify(place))}`;
}

/** Open `path` at `place` the next time. */
export function expect(path: string, place: unknown): void {
  waiting.set(path, place);
}

/** The place to open `path` at, which counts once. */
export function placeFor(path: string): string | undefined {
  const place = waiting.get(path);
  if (place !== undefined) {
    waiting.delete(path);
    return JSON.stringify(place);
  }
  const named = new URLSearchParams(search).get(PARAMETER);
  if (named && !used && decoded(pathname)?.endsWith(`/${path}`)) {
    used = true;
    return named;
  }
  return undefined;
}

let used = false;
