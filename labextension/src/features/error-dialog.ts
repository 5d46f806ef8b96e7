/**
 * What the user asked for and does not get is told in a dialog: the status line
 * would be too quiet for it.
 */
import { showErrorMessage } from '@jupyterlab/apputils';

import { troubleOf } from '../server/errors';

/** Do `work`; `title` says that it could not be done. */
export async function orTell(
  title: string,
  work: () => Promise<void>
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const { cause, remedy } = troubleOf(error);
    await showErrorMessage(title, [cause, remedy].filter(Boolean).join(' '));
  }
}
