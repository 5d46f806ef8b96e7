/**
 * The built-in editor, used when no Docs server is configured.
 */
import { Widget } from '@lumino/widgets';

import type { BuiltinOptions, BuiltinWidget } from '../types';

/** Make the editor (docx) or the view (everything else) for an open document. */
export function createBuiltinPanel(options: BuiltinOptions): BuiltinWidget {
  const widget = new Widget();
  options.onState({ kind: 'clean' });
  return Object.assign(widget, { save: async () => undefined });
}
