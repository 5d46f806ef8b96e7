/**
 * PDF forms: what became of the answers.
 */
import type { EditorHost, Handlers } from './feature';

export function form({ answer, office, panel }: EditorHost): Handlers {
  if (answer.mode !== 'fill') {
    return {};
  }
  return {
    onSubmit: () => {
      panel.line.notice = {
        code: 'submitted',
        cause: office.trans.__(
          'Your answers are submitted: they are in a file beside the form.'
        ),
        remedy: ''
      };
    }
  };
}
