/**
 * Changing what an open document is opened for: editing, tracked changes,
 * comments, filling its form, viewing.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { OfficeDocument } from './document-widget';
import type { Office } from '../application/services';
import type { Mode } from './open-answer';

export const SWITCH = 'onlyoffice:switch-mode';

const MODES: Mode[] = ['edit', 'review', 'comment', 'fill', 'view'];

function label(mode: Mode, trans: TranslationBundle): string {
  switch (mode) {
    case 'review':
      return trans.__('Review Document (Track Changes)');
    case 'comment':
      return trans.__('Comment on Document');
    case 'fill':
      return trans.__('Fill Form in Document');
    case 'view':
      return trans.__('View Document');
    default:
      return trans.__('Edit Document');
  }
}

export function addModes(
  app: JupyterFrontEnd,
  { trans }: Office,
  palette: ICommandPalette | null
): void {
  const current = (): OfficeDocument | null => {
    const widget = app.shell.currentWidget;
    return widget instanceof OfficeDocument ? widget : null;
  };
  app.commands.addCommand(SWITCH, {
    label: args => label(args.mode as Mode, trans),
    caption: trans.__('What the document in front is opened for'),
    isEnabled: ({ mode }) =>
      current()?.content.modes.includes(mode as Mode) ?? false,
    isToggled: ({ mode }) => current()?.content.grantedMode === mode,
    isVisible: () => current() !== null,
    describedBy: {
      args: {
        type: 'object',
        properties: { mode: { type: 'string', enum: MODES } },
        required: ['mode']
      }
    },
    execute: async ({ mode }) => {
      const content = current()?.content;
      if (
        content?.modes.includes(mode as Mode) &&
        content.grantedMode !== mode
      ) {
        await content.openFor(mode as Mode);
      }
    }
  });
  for (const mode of MODES) {
    palette?.addItem({
      command: SWITCH,
      category: trans.__('Office'),
      args: { mode }
    });
  }
}
