/**
 * The Share button of the editor: links for guests.
 */
import type { EditorHost, Handlers } from './feature';

export function share({ answer, office, panel }: EditorHost): Handlers {
  if (!answer.can.includes('share')) {
    return {};
  }
  return {
    onRequestSharingSettings: async () => {
      const { showShares } = await import('../sharing/share-dialog');
      await showShares(office, panel.path);
    }
  };
}
