/**
 * Whether edits stay in the browser until the user saves in the editor, as far
 * as the server has set it: users can change that in the editor, too.
 */
import type { DocsAnswer } from '../documents/open-answer';

interface EditorConfig {
  coEditing?: { mode?: string };
}

/**
 * Whether the editor may keep edits until the user saves in it, in whatever
 * mode: that of PDF files does in some versions of Docs.
 */
export function needsSave({ config, mode }: DocsAnswer): boolean {
  const { documentType, document } = config as {
    documentType?: string;
    document?: { isForm?: boolean };
  };
  return (
    documentType === 'pdf' && document?.isForm === false && mode !== 'view'
  );
}

export function isStrict({ config, mode }: DocsAnswer): boolean {
  const { coEditing } = (config.editorConfig ?? {}) as EditorConfig;
  // Comments and filled forms are always shared at once.
  return coEditing?.mode === 'strict' && (mode === 'edit' || mode === 'review');
}
