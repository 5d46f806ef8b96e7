/**
 * What a user can do about a document that is not stored.
 */
import { Notification } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';

import { troubleOf } from '../server/errors';
import type { Office } from '../application/services';

/** How many characters of a name a notification shows: its text is cut. */
const NAME = 48;

/** The name of a file, short enough for a notification. */
export function nameOf(path: string): string {
  const name = PathExt.basename(path);
  const half = NAME / 2;
  return name.length > NAME
    ? `${name.slice(0, half)}…${name.slice(-half)}`
    : name;
}

/** Ask the server what is not stored. */
export async function refresh({ requests, unstored }: Office): Promise<void> {
  try {
    unstored.tell((await requests.status()).waiting);
  } catch {
    // It will be asked again; until then what was known stays.
  }
}

/** Store now what could not be stored before; rejects when that fails again. */
export async function retry(office: Office, path: string): Promise<void> {
  const tab = office.find(path);
  try {
    await (tab ? tab.retry() : office.requests.retry(path));
  } finally {
    await refresh(office);
  }
}

/** Save the newest edits as a file on the user's own machine. */
export async function download(office: Office, path: string): Promise<void> {
  const { requests, trans } = office;
  const id = Notification.emit(
    trans.__('Fetching the newest edits of “%1”…', nameOf(path)),
    'in-progress',
    { autoClose: false }
  );
  try {
    const response = await requests.held(path);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(await response.blob());
    link.download = attachedName(response) ?? PathExt.basename(path);
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    Notification.dismiss(id);
  } catch (error) {
    const { cause, remedy } = troubleOf(error);
    Notification.update({
      id,
      type: 'warning',
      message: [cause, remedy].join(' '),
      autoClose: 10_000
    });
  }
}

/** The name that the server gave to a file. */
function attachedName(response: Response): string | null {
  const header = response.headers.get('Content-Disposition') ?? '';
  const name = /filename\*=UTF-8''([^;]+)/.exec(header)?.[1];
  return name ? decodeURIComponent(name) : null;
}
