/**
 * Links to a place in a document: a bookmark, or a comment.
 */
import { linkTo } from '../documents/document-places';
import type { EditorHost, Handlers } from './feature';

export function places({ answer, call, panel }: EditorHost): Handlers {
  if (!answer.can.includes('links')) {
    return {};
  }
  return {
    onMakeActionLink: event =>
      call('setActionLink', linkTo(panel.path, event.data))
  };
}
