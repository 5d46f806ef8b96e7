/**
 * The built-in editor, used when no Docs server is configured. What it needs
 * beside the frame of the panel is loaded when a document wants it.
 */
import { BuiltinPanel } from './panel';
import type { BuiltinOptions, BuiltinWidget } from './widget';

/** Make the editor (docx) or the view (everything else) for an open document. */
export function createBuiltinPanel(options: BuiltinOptions): BuiltinWidget {
  return new BuiltinPanel(options);
}
