/**
 * All documents that are not stored, with what can be done about each.
 */
import { Dialog } from '@jupyterlab/apputils';
import { Widget } from '@lumino/widgets';

import { troubleOf } from '../server/errors';
import type { Office } from '../application/services';
import type { Place } from './save-state';
import type { UnstoredDocument } from './unsaved-documents';
import { download, retry } from './unsaved-actions';

/** Show those documents, or only the one at `path`, until none is left. */
export async function openUnstored(
  office: Office,
  path?: string
): Promise<void> {
  const body = new Body(office, path);
  const dialog = new Dialog({
    title: office.trans.__('Not stored yet'),
    body,
    buttons: [Dialog.cancelButton({ label: office.trans.__('Close') })]
  });
  body.done = () => dialog.reject();
  await dialog.launch();
}

/** In words, where the edits are. */
export function placeOf(place: Place, { trans }: Office): string {
  switch (place) {
    case 'server':
      return trans.__(
        'The edits are safe on the Jupyter server, which tries again.'
      );
    case 'docs':
      return trans.__('ONLYOFFICE Docs holds the edits.');
    case 'browser':
      return trans.__('The edits are in this browser only: keep the tab open.');
  }
}

class Body extends Widget {
  constructor(
    private readonly _office: Office,
    private readonly _path: string | undefined
  ) {
    super();
    this.addClass('jp-OnlyOffice-unstored-list');
    _office.unstored.changed.connect(this._render, this);
    this._render();
  }

  /** Called when nothing is left to show, or the user goes elsewhere. */
  done: () => void = () => undefined;

  override dispose(): void {
    this._office.unstored.changed.disconnect(this._render, this);
    super.dispose();
  }

  private _render(): void {
    const { documents } = this._office.unstored;
    const shown = documents.filter(
      ({ path }) => this._path === undefined || path === this._path
    );
    this.node.replaceChildren(...shown.map(entry => this._section(entry)));
    if (shown.length === 0) {
      this.done();
    }
  }

  private _section(entry: UnstoredDocument): HTMLElement {
    const { _office: office } = this;
    const { trans } = office;
    const { path, savedAs } = entry;
    const section = document.createElement('section');
    const add = (tag: string, text: string): HTMLElement => {
      const element = document.createElement(tag);
      element.textContent = text;
      section.append(element);
      return element;
    };
    add('h3', path);
    add('p', [entry.cause, entry.remedy].filter(Boolean).join(' '));
    add('p', placeOf(entry.place, office));
    const failure = add('p', this._failures.get(path) ?? '');
    failure.className = 'jp-OnlyOffice-unstored-failure';
    failure.setAttribute('role', 'status');
    const row = document.createElement('div');
    row.className = 'jp-OnlyOffice-unstored-actions';
    section.append(row);
    const button = (
      label: string,
      execute: () => Promise<void> | void
    ): HTMLButtonElement => {
      const element = document.createElement('button');
      element.className = 'jp-Button jp-mod-styled jp-mod-reject';
      element.textContent = label;
      element.addEventListener('click', () => void execute());
      row.append(element);
      return element;
    };
    const again = button(trans.__('Try again'), async () => {
      again.disabled = true;
      failure.textContent = trans.__('Trying…');
      try {
        await retry(office, path);
      } catch (error) {
        const { cause, remedy } = troubleOf(error);
        this._failures.set(
          path,
          trans.__('It failed again: %1', [cause, remedy].join(' '))
        );
      }
      this._render();
    });
    again.classList.replace('jp-mod-reject', 'jp-mod-accept');
    if (entry.place !== 'browser') {
      button(trans.__('Download the edits'), () => download(office, path));
    }
    if (savedAs) {
      button(trans.__('Open the copy'), () => this._open(savedAs));
    }
    button(trans.__('Open the document'), () => this._open(path));
    return section;
  }

  private _open(path: string): void {
    this.done();
    this._office.open(path);
  }

  private readonly _failures = new Map<string, string>();
}
