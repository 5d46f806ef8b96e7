/**
 * How to work on a document of a format that Docs does not keep whole: the user
 * chooses once, before the editor starts, and the server remembers it.
 */
import { Dialog } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import { Widget } from '@lumino/widgets';

import type { Office } from '../application/services';
import type { How, Question } from './open-answer';
import type { DocumentTab } from './document-tab';

/** Formats of which all is kept but what plain text can not say. */
const PLAIN = ['csv', 'tsv', 'txt'];

/**
 * Ask, and remember the answer. Answers how to ask the server again, or that
 * the document is not to be opened.
 */
export async function choose(
  panel: DocumentTab,
  question: Question,
  wanted: () => boolean
): Promise<'once' | undefined | 'leave'> {
  const { office } = panel;
  for (;;) {
    const how = await ask(office, question);
    if (!wanted()) {
      return 'leave';
    }
    if (!how) {
      if (question.chosen) {
        return undefined; // As before.
      }
      panel.parent?.close();
      return 'leave';
    }
    const copy = how === 'copy' ? await copyOf(office, question) : undefined;
    if (copy !== null) {
      await office.requests.choose(question.path, how, copy);
      return wanted() ? 'once' : 'leave';
    }
  }
}

/** The copy that everything can be kept in; null when it could not be made. */
async function copyOf(
  office: Office,
  { path, copy, made }: Question
): Promise<string | null> {
  if (made) {
    return made;
  }
  const { makeCopy } = await import('../convert/copy');
  return makeCopy(office, path, copy);
}

async function ask(office: Office, question: Question): Promise<How | null> {
  const { trans } = office;
  const { button } = await new Dialog({
    title: trans.__(
      'How do you want to work on “%1”?',
      PathExt.basename(question.path)
    ),
    body: explanation(office, question),
    buttons: [
      Dialog.cancelButton(),
      Dialog.createButton({ label: trans.__('View'), actions: ['view'] }),
      Dialog.createButton({
        label: question.made
          ? trans.__('Work on the copy')
          : trans.__('Work on a copy'),
        caption: trans.__(
          'A copy of the type .%1, which keeps everything',
          question.copy
        ),
        actions: ['copy']
      }),
      Dialog.okButton({ label: trans.__('Edit'), actions: ['edit'] })
    ]
  }).launch();
  return (button.actions[0] as How | undefined) ?? null;
}

function explanation(
  { trans, status }: Office,
  { format: ext, copy, made }: Question
): Widget {
  const body = new Widget();
  body.addClass('jp-OnlyOffice-choice');
  const say = (text: string) => {
    const paragraph = document.createElement('p');
    paragraph.textContent = text;
    body.node.append(paragraph);
  };
  const format = status.formats.find(one => one.ext === ext);
  say(
    ext === 'txt'
      ? trans.__(
          'Edit: a text file holds nothing but text. Formats, pictures and tables are lost when it is saved; lines that you do not touch stay as they are.'
        )
      : PLAIN.includes(ext)
        ? trans.__(
            'Edit: such a table holds nothing but values. Formats, formulas, charts and further sheets are lost when it is saved; cells that you do not touch stay as they are.'
          )
        : trans.__(
            'Edit: saving keeps of a file of the type “%1” only what ONLYOFFICE supports.',
            format ? trans.__(format.label) : ext
          )
  );
  say(
    made
      ? trans.__('Work on the copy: “%1” keeps everything.', made)
      : trans.__(
          'Work on a copy: a new file of the type .%1 beside this one keeps everything; this one stays as it is.',
          copy
        )
  );
  say(
    trans.__(
      'Your choice is remembered for this file. You can change it in the line below the document.'
    )
  );
  return body;
}
