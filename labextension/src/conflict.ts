/**
 * The question to the user when a document was edited here and changed on disk.
 */
import { Dialog, showDialog } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Choice } from './types';

/**
 * Ask which version stays, after the document was edited here and changed on
 * disk. Without an answer both stay.
 */
export async function askConflict(
  path: string,
  copy: string,
  trans: TranslationBundle
): Promise<Choice | null> {
  const result = await showDialog({
    title: trans.__(
      '“%1” was changed on disk while you edited it',
      PathExt.basename(path)
    ),
    body: trans.__(
      'Nothing is lost: the file is as it was changed, and your edits are in “%1” beside it. Which version should the file hold? If you choose yours, the other one is kept as a copy.',
      PathExt.basename(copy)
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Keep both'), actions: ['both'] }),
      Dialog.createButton({
        label: trans.__('Take the one on disk'),
        actions: ['theirs']
      }),
      Dialog.okButton({ label: trans.__('Keep mine'), actions: ['mine'] })
    ],
    defaultButton: 0
  });
  return (result.button.actions[0] as Choice | undefined) ?? null;
}
