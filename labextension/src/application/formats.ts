/**
 * Registers the server's table of formats as JupyterLab's file types.
 */
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { TranslationBundle } from '@jupyterlab/translation';

import { ICONS } from './icons';
import type { Format } from '../server/types';

/** Names of the file types that our factory opens, and those it is first for. */
export interface FileTypes {
  all: string[];
  first: string[];
}

/**
 * Make sure that JupyterLab knows the type of every format: types that others
 * registered (csv, PDF, markdown...) are taken as they are.
 */
export function registerFormats(
  registry: DocumentRegistry,
  formats: Format[],
  trans: TranslationBundle
): FileTypes {
  const all = new Set<string>();
  const first = new Set<string>();
  for (const format of formats) {
    const extension = `.${format.ext}`;
    const known = registry
      .getFileTypesForPath(`x${extension}`)
      .filter(type => type.extensions.includes(extension))
      .map(type => type.name);
    if (known.length === 0) {
      registry.addFileType({
        name: format.ext,
        displayName: trans.__(format.label),
        extensions: [extension],
        mimeTypes: format.mime,
        contentType: 'file',
        fileFormat: 'base64',
        icon: ICONS[format.kind]
      });
      known.push(format.ext);
    }
    for (const name of known) {
      all.add(name);
      if (format.default) {
        first.add(name);
      }
    }
  }
  return { all: [...all], first: [...first] };
}
