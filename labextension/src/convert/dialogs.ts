/**
 * What a conversion asks the user: which format, and the password of a file.
 */
import { InputDialog } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';

import type { Office } from '../application/services';
import { targetsOf, usualTarget } from './targets';

/** Ask for the format; null when there is none or the user does not want one. */
export async function askTarget(
  office: Office,
  paths: string[],
  words: { title: string; okLabel: string }
): Promise<string | null> {
  const { trans, status } = office;
  const targets = targetsOf(status.formats, paths);
  if (targets.length < 2) {
    return targets[0] ?? null; // Without a Docs server there is PDF only.
  }
  const items = targets.map(ext => `${nameOf(office, ext)} (.${ext})`);
  const answer = await InputDialog.getItem({
    ...words,
    label: trans.__('Format'),
    items,
    current: targets.indexOf(usualTarget(status.formats, paths, targets))
  });
  const index = items.indexOf(answer.value ?? '');
  return answer.button.accept ? (targets[index] ?? null) : null;
}

/** Ask for the password of a file; null when the user does not know it. */
export async function askPassword(
  office: Office,
  path: string,
  cause: string
): Promise<string | null> {
  const { trans } = office;
  const answer = await InputDialog.getPassword({
    title: trans.__('Password of “%1”', PathExt.basename(path)),
    label: cause,
    okLabel: trans.__('Convert')
  });
  return answer.button.accept ? answer.value : null;
}

/** How people call a format. */
export function nameOf({ trans, status }: Office, ext: string): string {
  switch (ext) {
    case 'pdfa':
      return trans.__('PDF/A for archives');
    case 'png':
    case 'jpg':
    case 'bmp':
    case 'gif':
      return trans.__('Pictures of the pages');
    default: {
      const format = status.formats.find(one => one.ext === ext);
      return format ? trans.__(format.label) : ext;
    }
  }
}
