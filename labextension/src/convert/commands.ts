/**
 * The commands that make other formats of the files selected in a file browser.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { FileBrowser } from '@jupyterlab/filebrowser';
import type { LabIcon } from '@jupyterlab/ui-components';
import { downloadIcon, fileIcon } from '@jupyterlab/ui-components';

import type { Office } from '../application/services';
import type { Delivery } from './run';
import { targetsOf } from './targets';

export const CONVERT = 'onlyoffice:convert';
export const DOWNLOAD_AS = 'onlyoffice:download-as';

interface ConvertArgs {
  paths?: string[];
  to?: string;
}

/** Add the commands; `current` is the file browser that the user works in. */
export function addConvertCommands(
  app: JupyterFrontEnd,
  office: Office,
  current: () => FileBrowser | null
): void {
  const { trans, services } = office;

  /** The files that are meant; none when one of them is not on this server. */
  const paths = (args: ConvertArgs): string[] => {
    const selected = [...(current()?.selectedItems() ?? [])];
    const chosen =
      args.paths ??
      (selected.every(({ type }) => type !== 'directory')
        ? selected.map(({ path }) => path)
        : []);
    return chosen.some(path => services.contents.driveName(path)) ? [] : chosen;
  };

  const add = (
    id: string,
    label: string,
    icon: LabIcon,
    delivery: Delivery
  ): void => {
    app.commands.addCommand(id, {
      label,
      icon,
      isVisible: args =>
        targetsOf(office.status.formats, paths(args as ConvertArgs)).length > 0,
      describedBy: {
        args: {
          type: 'object',
          properties: {
            paths: {
              type: 'array',
              items: { type: 'string' },
              description: trans.__('Files to convert')
            },
            to: {
              type: 'string',
              description: trans.__('Extension of the format to convert to')
            }
          }
        }
      },
      execute: async args => {
        const { to } = args as ConvertArgs;
        const chosen = paths(args as ConvertArgs);
        const { convert } = await import('./run');
        await convert(office, chosen, delivery, to);
        office.filesChanged();
      }
    });
  };

  add(CONVERT, trans.__('Convert To…'), fileIcon, 'folder');
  add(DOWNLOAD_AS, trans.__('Download As…'), downloadIcon, 'browser');
}
