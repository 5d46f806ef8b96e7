/**
 * Whether edits stay in the browser until the user saves in the editor, as far
 * as the server has set it: users can change that in the editor, too.
 */
import type { DocsAnswer } from './opening';

interface EditorConfig {
  coEditing?: { mode?: string };
}

export function isStrict({ config, mode }: DocsAnswer): boolean {
  const { coEditing } = (config.editorConfig ?? {}) as EditorConfig;
  // Comments and filled forms are always shared at once.
  return coEditing?.mode === 'strict' && (mode === 'edit' || mode === 'review');
}
