/**
 * The formats that files can be converted to.
 */
import type { Format } from '../types';

/** What all of these files convert to, the most wanted first. */
export function targetsOf(formats: Format[], paths: string[]): string[] {
  const lists = paths.map(
    path => formats.find(({ ext }) => ext === extensionOf(path))?.targets ?? []
  );
  const [first = [], ...others] = lists;
  return first.filter(ext => others.every(list => list.includes(ext)));
}

/** The extension in lower case, without the dot. */
export function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}
