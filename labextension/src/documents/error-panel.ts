/**
 * A readable page in the place of an editor: what happened, and what to do.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import type { Trouble } from '../server/types';

export interface ErrorAction {
  label: string;
  execute(): void;
  primary?: boolean;
}

export class ErrorPanel extends Widget {
  constructor(
    title: string,
    trouble: Trouble,
    actions: ErrorAction[],
    trans: TranslationBundle
  ) {
    super();
    this.addClass('jp-OnlyOffice-error');
    this.node.setAttribute('role', 'alert');
    const add = (tag: string, className: string, text: string) => {
      const element = document.createElement(tag);
      element.className = className;
      element.textContent = text;
      return element;
    };
    const box = add('div', 'jp-OnlyOffice-error-box', '');
    box.append(
      add('h2', 'jp-OnlyOffice-error-title', title),
      add('p', 'jp-OnlyOffice-error-cause', trouble.cause)
    );
    if (trouble.remedy) {
      const remedy = add('p', 'jp-OnlyOffice-error-remedy', '');
      remedy.append(
        add('strong', '', trans.__('What to do:')),
        ` ${trouble.remedy}`
      );
      box.append(remedy);
    }
    if (trouble.reason) {
      // To look it up by, in the documentation.
      box.append(add('p', 'jp-OnlyOffice-error-code', trouble.reason));
    }
    const row = add('div', 'jp-OnlyOffice-error-actions', '');
    for (const action of actions) {
      const button = add('button', 'jp-Button jp-mod-styled', action.label);
      button.classList.add(action.primary ? 'jp-mod-accept' : 'jp-mod-reject');
      button.addEventListener('click', () => action.execute());
      row.append(button);
    }
    box.append(row);
    this.node.append(box);
  }
}
