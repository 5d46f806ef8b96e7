/**
 * The names of files after a rename.
 */
import { PathExt } from '@jupyterlab/coreutils';

/**
 * The name that `title`, which the editor gives without an extension, makes of
 * the file `old`; "" when it is none. The extension, and so the format, stays.
 */
export function newName(title: string, old: string): string {
  const extension = PathExt.extname(old);
  const name = title.trim();
  const typed = name.toLowerCase().endsWith(extension.toLowerCase());
  const stem = (
    typed && extension ? name.slice(0, -extension.length) : name
  ).trim();
  // eslint-disable-next-line no-control-regex
  if (!stem || /[/\\\u0000-\u001f]/.test(stem)) {
    return '';
  }
  return stem + extension;
}

/** `paths` after `old` was renamed to `path`: a file, or a folder with files. */
export function renamed(paths: string[], old: string, path: string): string[] {
  return paths.map(one =>
    one === old || one.startsWith(`${old}/`)
      ? path + one.slice(old.length)
      : one
  );
}
