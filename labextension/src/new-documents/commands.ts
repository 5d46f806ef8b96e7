/**
 * Creating documents: commands, launcher cards, palette.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import { showErrorMessage } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { IDocumentWidget } from '@jupyterlab/docregistry';
import type { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import type { ILauncher } from '@jupyterlab/launcher';
import type { IDisposable } from '@lumino/disposable';
import { DisposableSet } from '@lumino/disposable';

import { documentLanguage } from './document-language';
import { RequestError, troubleOf } from '../server/errors';
import { wordsOfKind } from './document-types';
import type { Office } from '../application/services';
import { FACTORY } from '../application/services';
import type { NewDocument } from '../server/types';
import { trouble } from '../messages/row';
import { PAGE } from '../messages/page';

export const CREATE = 'onlyoffice:create';
export const FROM_TEMPLATE = 'onlyoffice:create-from-template';

interface CreateArgs {
  type?: string;
  cwd?: string;
  /** Ask for a name first, whatever the setting says. */
  askName?: boolean;
  isPalette?: boolean;
}

/** Add the commands that create a document and open it. */
export function addCommands(
  app: JupyterFrontEnd,
  office: Office,
  browser: IDefaultFileBrowser | null
): void {
  const { trans, status } = office;

  /** The folder to create in. Throws RequestError for one of another drive. */
  const directory = (args: CreateArgs): string => {
    const current = app.shell.currentWidget;
    const context = current
      ? office.documents?.contextForWidget(current)
      : undefined;
    const path =
      args.cwd ??
      // Notebook 7 has no file browser beside a document.
      browser?.model.path ??
      PathExt.dirname(context?.localPath ?? '');
    const { contents } = office.services;
    const drive = contents.driveName(path);
    if (drive) {
      throw RequestError.of(
        trouble(PAGE, 'page.folder-elsewhere', trans, drive)
      );
    }
    return contents.localPath(path);
  };

  /** What the user wants, or null when they think better of it; then make it. */
  const create = async (
    args: CreateArgs,
    wish: (blank: NewDocument) => Promise<NewDocument | null>
  ): Promise<unknown> => {
    const { settings } = office;
    try {
      const wanted = await wish({
        path: directory(args),
        type: args.type,
        lang: documentLanguage(
          settings.documentLanguage,
          office.language,
          navigator.languages
        ),
        paper: settings.paper
      });
      if (!wanted) {
        return;
      }
      const { path } = await office.requests.create(wanted);
      void browser?.model.refresh();
      const widget = (await app.commands.execute('docmanager:open', {
        path,
        factory: FACTORY
      })) as IDocumentWidget | undefined;
      if (widget && !wanted.name) {
        // JupyterLab asks for a name at the first save, if it is set to.
        widget.isUntitled = true;
      }
      return widget;
    } catch (error) {
      const { cause, remedy } = troubleOf(error);
      await showErrorMessage(
        trans.__('The document could not be created'),
        [cause, remedy].join(' ')
      );
    }
  };

  const folder = {
    type: 'string',
    description: trans.__('Folder to create it in')
  };

  app.commands.addCommand(CREATE, {
    label: args => {
      const { label, create } = wordsOfKind((args as CreateArgs).type, trans);
      return (args as CreateArgs).isPalette ? create : label;
    },
    caption: args => wordsOfKind((args as CreateArgs).type, trans).caption,
    icon: args =>
      (args as CreateArgs).isPalette
        ? undefined
        : wordsOfKind((args as CreateArgs).type, trans).icon,
    isVisible: args =>
      status.create.includes((args as CreateArgs).type ?? 'docx'),
    describedBy: {
      args: {
        type: 'object',
        properties: {
          type: {
            type: 'string',
            enum: status.create,
            description: trans.__('Type of the document')
          },
          cwd: folder,
          askName: {
            type: 'boolean',
            description: trans.__('Ask for its name first')
          }
        },
        required: ['type']
      }
    },
    execute: args =>
      create(args as CreateArgs, async blank => {
        if (!(args as CreateArgs).askName && !office.settings.askName) {
          return blank;
        }
        const { askName } = await import('./new-document-dialog');
        return askName(office, blank);
      })
  });

  app.commands.addCommand(FROM_TEMPLATE, {
    label: args =>
      (args as CreateArgs).isPalette
        ? trans.__('New from Template…')
        : trans.__('From Template…'),
    caption: trans.__('Create a document from a template'),
    describedBy: {
      args: { type: 'object', properties: { cwd: folder } }
    },
    execute: args =>
      create(args as CreateArgs, async blank => {
        const { chooseTemplate } = await import('./new-document-dialog');
        return chooseTemplate(office, blank);
      })
  });
}

/** Offer the types in the launcher. */
export function addCards(launcher: ILauncher, office: Office): IDisposable {
  const cards = new DisposableSet();
  office.status.create.forEach((type, index) => {
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
  const category = office.trans.__('Office');
  for (const type of office.status.create) {
    palette.addItem({
      command: CREATE,
      category,
      args: { type, isPalette: true }
    });
  }
  palette.addItem({
    command: FROM_TEMPLATE,
    category,
    args: { isPalette: true }
  });
}
