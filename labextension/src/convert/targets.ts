/**
 * The formats that files can be converted to.
 */
import type { Format } from '../server/types';

/** What all of these files convert to, the most wanted first. */
export function targetsOf(formats: Format[], paths: string[]): string[] {
  const lists = paths.map(
    path => formats.find(({ ext }) => ext === extensionOf(path))?.targets ?? []
  );
  const [first = [], ...others] = lists;
  return first.filter(ext => others.every(list => list.includes(ext)));
}

/**
 * Which of `targets` files are mostly wanted in: what can only be viewed in a
 * format to work on, all else as PDF.
 */
export function usualTarget(
  formats: Format[],
  paths: string[],
  targets: string[]
): string {
  const wanted = paths.map(
    path => formats.find(({ ext }) => ext === extensionOf(path))?.working
  );
  return (
    targets.find(ext => wanted.every(working => working === ext)) ??
    targets.find(ext => ext === 'pdf') ??
    targets[0]
  );
}

/** The extension in lower case, without the dot. */
export function extensionOf(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(dot + 1).toLowerCase() : '';
}
