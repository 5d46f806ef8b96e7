/**
 * The dialogs that ask how a new document is to be called and what it is to be
 * made of. Loaded with the first one that is shown.
 */
import {
  Dialog,
  InputDialog,
  showDialog,
  showErrorMessage
} from '@jupyterlab/apputils';
import { isValidFileName } from '@jupyterlab/docmanager';

import { wordsOfKind } from './document-types';
import type { Office } from '../application/services';
import { TemplateList } from './template-list';
import type { NewDocument } from '../server/types';

/** Ask for the name. Answers null when the user cancels. */
export async function askName(
  office: Office,
  blank: NewDocument
): Promise<NewDocument | null> {
  const { trans } = office;
  const { names } = await office.requests.templates('', blank.lang);
  const type = blank.type ?? 'docx';
  let text = `${names[type]}.${type}`;
  for (;;) {
    const { button, value } = await InputDialog.getText({
      title: wordsOfKind(type, trans).create,
      label: trans.__('Name'),
      text,
      selectionRange: text.length - type.length - 1,
      okLabel: trans.__('Create')
    });
    if (!button.accept) {
      return null;
    }
    const name = (value ?? '').trim();
    if (isValidFileName(name)) {
      return { ...blank, name };
    }
    await refuse(office, name);
    text = `${names[type]}.${type}`;
  }
}

/** Ask for a template and the name. Answers null when the user cancels. */
export async function chooseTemplate(
  office: Office,
  blank: NewDocument
): Promise<NewDocument | null> {
  const { trans } = office;
  const offered = await office.requests.templates(
    office.settings.templates,
    blank.lang
  );
  // Of what can only be viewed here nobody could make anything.
  const templates = offered.templates.filter(({ type }) =>
    office.status.create.includes(type)
  );
  const body = new TemplateList(office, { ...offered, templates });
  for (;;) {
    const { button, value } = await showDialog({
      title: trans.__('New from Template'),
      body,
      buttons: [
        Dialog.cancelButton({ label: trans.__('Cancel') }),
        Dialog.okButton({ label: trans.__('Create') })
      ],
      focusNodeSelector: '.jp-OnlyOffice-templates-item[aria-selected="true"]'
    });
    if (!button.accept || !value) {
      return null;
    }
    const { name, type, template } = value;
    if (isValidFileName(name)) {
      return { ...blank, name, type, template };
    }
    await refuse(office, name);
    return chooseTemplate(office, blank); // The dialog has disposed of its body.
  }
}

function refuse({ trans }: Office, name: string): Promise<void> {
  return showErrorMessage(
    trans.__('This name cannot be used'),
    trans.__(
      '“%1” is not a valid name for a file: a name cannot be empty or contain “/”, “\\” or “:”.',
      name
    )
  );
}
