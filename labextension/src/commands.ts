/**
 * Creating documents: commands, launcher cards, palette.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import { showErrorMessage } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import type { ILauncher } from '@jupyterlab/launcher';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IDisposable } from '@lumino/disposable';
import { DisposableSet } from '@lumino/disposable';

import { troubleOf } from './errors';
import { ICONS } from './icons';
import type { Office } from './office';
import type { Creatable, Kind } from './types';

export const CREATE = 'onlyoffice:create';

interface CreateArgs {
  type?: string;
  cwd?: string;
  isPalette?: boolean;
}

/** Add the command that creates a document of a type and opens it. */
export function addCommands(
  app: JupyterFrontEnd,
  office: Office,
  browser: IDefaultFileBrowser | null
): void {
  const { trans, status } = office;
  const choice = (args: CreateArgs): Creatable | undefined =>
    status.create.find(({ type }) => type === args.type);

  const directory = (args: CreateArgs): string => {
    if (args.cwd !== undefined) {
      return args.cwd;
    }
    const current = app.shell.currentWidget;
    const context = current
      ? office.documents?.contextForWidget(current)
      : undefined;
    // Notebook 7 has no file browser beside a document.
    return browser?.model.path ?? PathExt.dirname(context?.localPath ?? '');
  };

  app.commands.addCommand(CREATE, {
    label: args => {
      const { label, create } = words((args as CreateArgs).type, trans);
      return (args as CreateArgs).isPalette ? create : label;
    },
    caption: args => words((args as CreateArgs).type, trans).caption,
    icon: args =>
      (args as CreateArgs).isPalette
        ? undefined
        : ICONS[kindOf(office, (args as CreateArgs).type)],
    isVisible: args => choice(args) !== undefined,
    describedBy: {
      args: {
        type: 'object',
        properties: {
          type: {
            type: 'string',
            enum: status.create.map(({ type }) => type),
            description: trans.__('Type of the document')
          },
          cwd: {
            type: 'string',
            description: trans.__('Folder to create it in')
          }
        },
        required: ['type']
      }
    },
    execute: async args => {
      const { type } = args as CreateArgs;
      if (!type) {
        return;
      }
      try {
        const { path } = await office.requests.create(directory(args), type);
        void browser?.model.refresh();
        return await app.commands.execute('docmanager:open', { path });
      } catch (error) {
        const { cause, remedy } = troubleOf(error);
        await showErrorMessage(
          trans.__('The document could not be created'),
          [cause, remedy].join(' ')
        );
      }
    }
  });
}

/** Offer the types in the launcher. */
export function addCards(launcher: ILauncher, office: Office): IDisposable {
  const cards = new DisposableSet();
  office.status.create.forEach(({ type }, index) => {
    cards.add(
      launcher.add({
        command: CREATE,
        category: office.trans.__('Office'),
        rank: index,
        categoryRank: 50, // between Console (20) and Other (100)
        args: { type }
      })
    );
  });
  return cards;
}

export function addToPalette(palette: ICommandPalette, office: Office): void {
  for (const { type } of office.status.create) {
    palette.addItem({
      command: CREATE,
      category: office.trans.__('Office'),
      args: { type, isPalette: true }
    });
  }
}

/** What the command is called for a type of document. */
function words(
  type: string | undefined,
  trans: TranslationBundle
): { label: string; create: string; caption: string } {
  switch (type) {
    case 'xlsx':
      return {
        label: trans.__('Spreadsheet'),
        create: trans.__('New Spreadsheet'),
        caption: trans.__('Create a new spreadsheet')
      };
    case 'pptx':
      return {
        label: trans.__('Presentation'),
        create: trans.__('New Presentation'),
        caption: trans.__('Create a new presentation')
      };
    default:
      return {
        label: trans.__('Document'),
        create: trans.__('New Document'),
        caption: trans.__('Create a new document')
      };
  }
}

function kindOf(office: Office, ext: string | undefined): Kind {
  return office.status.formats.find(f => f.ext === ext)?.kind ?? 'word';
}
