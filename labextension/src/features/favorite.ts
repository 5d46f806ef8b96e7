/**
 * The star in the editor's header.
 */
import type { EditorHost, Handlers } from './feature';

export function favorite({
  answer,
  call,
  office,
  panel
}: EditorHost): Handlers {
  if (!answer.can.includes('favorite')) {
    return {};
  }
  return {
    onMetaChange: async ({ data }) => {
      // The title comes this way, too, after a rename.
      const { favorite } = (data ?? {}) as { favorite?: unknown };
      if (typeof favorite === 'boolean') {
        await office.favorites.set(panel.path, favorite);
        call('setFavorite', favorite);
      }
    }
  };
}
