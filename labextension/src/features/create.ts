/**
 * "Create New" in the File menu of the editor: a document of the same kind,
 * beside the one that is open.
 */
import { PathExt } from '@jupyterlab/coreutils';

import type { EditorHost, Handlers } from './feature';

/** The type that is created from an editor, by its `documentType`. */
const TYPES: Record<string, string | undefined> = {
  cell: 'xlsx',
  slide: 'pptx',
  pdf: 'pdf'
};

export function create({ answer, office, panel }: EditorHost): Handlers {
  if (!answer.can.includes('create') || !office.canCreate()) {
    return {};
  }
  return {
    onRequestCreateNew: () =>
      office.create(
        TYPES[String(answer.config.documentType)] ?? 'docx',
        PathExt.dirname(panel.path)
      )
  };
}
