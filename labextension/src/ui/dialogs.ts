/**
 * Questions to the user.
 */
import { Dialog, InputDialog, showDialog } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';

export type Answer = 'keep' | 'wait' | 'discard';

/** A question whose buttons, with long labels, may take two lines. */
export function question<T>(options: Partial<Dialog.IOptions<T>>): Dialog<T> {
  const dialog = new Dialog(options);
  dialog.addClass('jp-OnlyOffice-question');
  return dialog;
}

/**
 * Ask what to do with a tab whose last edits could not be brought to safety;
 * `again`: whether that may succeed without the user's doing.
 */
export async function askUnsaved(
  path: string,
  cause: string,
  trans: TranslationBundle,
  again = true
): Promise<Answer> {
  const result = await question({
    title: trans.__('Unsaved edits in “%1”', PathExt.basename(path)),
    body: trans.__('%1 Closing the tab now would lose them.', cause),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Keep open') }),
      Dialog.warnButton({
        label: trans.__('Close and lose them'),
        actions: ['discard']
      }),
      ...(again
        ? [Dialog.okButton({ label: trans.__('Try again'), actions: ['wait'] })]
        : [])
    ],
    defaultButton: again ? 2 : 0
  }).launch();
  return (result.button.actions[0] as Answer | undefined) ?? 'keep';
}

/** Let the user choose one of their favourites. */
export async function chooseFavorite(
  paths: string[],
  trans: TranslationBundle
): Promise<string | null> {
  if (paths.length === 0) {
    await showDialog({
      title: trans.__('No favorite documents yet'),
      body: trans.__(
        'Click the star in the header of a document’s editor to put it here.'
      ),
      buttons: [Dialog.okButton()]
    });
    return null;
  }
  const { value } = await InputDialog.getItem({
    title: trans.__('Open a favorite document'),
    items: paths,
    okLabel: trans.__('Open')
  });
  return value;
}
