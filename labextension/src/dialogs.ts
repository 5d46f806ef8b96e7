/**
 * Questions to the user about edits that are not safe.
 */
import { Dialog, showDialog } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Choice } from './types';

export type Answer = 'keep' | 'wait' | 'discard';

/** Ask what to do with a tab whose last edits could not be brought to safety. */
export async function askUnsaved(
  name: string,
  cause: string,
  trans: TranslationBundle
): Promise<Answer> {
  const result = await showDialog({
    title: trans.__('Unsaved edits in “%1”', name),
    body: trans.__('%1 Closing the tab now would lose them.', cause),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Keep open') }),
      Dialog.warnButton({
        label: trans.__('Close and lose them'),
        actions: ['discard']
      }),
      Dialog.okButton({ label: trans.__('Try again'), actions: ['wait'] })
    ],
    defaultButton: 2
  });
  return (result.button.actions[0] as Answer | undefined) ?? 'keep';
}

/**
 * Ask which version stays, after the document was edited here and changed on
 * disk. Without an answer both stay.
 */
export async function askConflict(
  name: string,
  copy: string,
  trans: TranslationBundle
): Promise<Choice | null> {
  const result = await showDialog({
    title: trans.__('“%1” was changed on disk while you edited it', name),
    body: trans.__(
      'Nothing is lost: the file is as it was changed, and your edits are in “%1” beside it. Which version should the file hold? If you choose yours, the other one is kept as a copy.',
      copy
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
