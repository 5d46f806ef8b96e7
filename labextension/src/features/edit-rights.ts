/**
 * From viewing to editing: "Edit current file" in the editor.
 */
import type { EditorHost, Handlers } from './feature';

export function editRights({ answer, panel }: EditorHost): Handlers {
  if (!answer.can.includes('edit')) {
    return {};
  }
  return {
    // Rights are fixed when an editor is made, so this is a new one. The server
    // gives the most that the user may have.
    onRequestEditRights: () => panel.openFor('edit')
  };
}
