/**
 * How a document is asked for: for what, and as the user has set the editor.
 */
import type { OpenQuery } from './open-answer';
import type { DocumentTab } from './document-tab';
import { editorSettings } from '../application/settings';

export function openQuery(panel: DocumentTab): OpenQuery {
  const { office, path, mode } = panel;
  return {
    mode,
    lang: office.language,
    theme: office.isLight() ? 'light' : 'dark',
    settings: editorSettings(office.settings),
    favorite: String(office.favorites.has(path))
  };
}
