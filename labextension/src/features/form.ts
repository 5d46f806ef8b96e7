/**
 * PDF forms: what became of the answers.
 */
import type { EditorHost, Handlers } from './feature';
import { trouble } from '../messages/row';
import { TAB } from '../messages/tab';

export function form({ answer, office, panel }: EditorHost): Handlers {
  if (answer.mode !== 'fill') {
    return {};
  }
  return {
    onSubmit: () => {
      panel.line.notice = trouble(TAB, 'tab.submitted', office.trans);
    }
  };
}
