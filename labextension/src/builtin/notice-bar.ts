/**
 * The quiet bar above a document, which names the built-in editor where it is
 * one; and below it what the user should know of this document, with what can
 * be done.
 */
import { closeIcon } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import type { Trouble } from '../server/types';

export interface BarAction {
  label: string;
  execute(): void;
}

/** Remembers for as long as the browser's tab lives that the bar was closed. */
const CLOSED = 'jupyter-onlyoffice:builtin-bar-closed';

export class Bar extends Widget {
  constructor(private readonly _trans: TranslationBundle) {
    super();
    this.addClass('jp-OnlyOffice-bars');
  }

  /** Name the built-in editor, unless the user has closed that before. */
  introduce(): void {
    if (!this._introduced && !closedBefore()) {
      this._introduced = true;
      const bar = this._line(
        this._trans.__(
          'Built-in editor. Connect an ONLYOFFICE Docs server for the full editor, co-editing and every format.'
        ),
        'quiet'
      );
      this._closable(bar, remember);
      this.node.prepend(bar);
    }
  }

  /** Something worth knowing, once; closed by the user, or by what is answered. */
  tell(text: string): () => void {
    const line = this._line(text, 'info');
    this._closable(line);
    this.node.append(line);
    return () => line.remove();
  }

  /** A trouble with the ways out of it; there is one at most. */
  warn(trouble: Pick<Trouble, 'cause' | 'remedy'>, actions: BarAction[]): void {
    this.settle();
    const line = this._line(
      [trouble.cause, trouble.remedy].filter(Boolean).join(' '),
      'warning'
    );
    line.setAttribute('role', 'alert');
    for (const { label, execute } of actions) {
      const button = document.createElement('button');
      button.className = 'jp-OnlyOffice-bar-action';
      button.textContent = label;
      button.addEventListener('click', execute);
      line.append(button);
    }
    this._warning = line;
    this.node.append(line);
  }

  /** The trouble is over. */
  settle(): void {
    this._warning?.remove();
    this._warning = null;
  }

  private _line(text: string, tone: string): HTMLElement {
    const line = document.createElement('div');
    line.className = `jp-OnlyOffice-bar jp-mod-${tone}`;
    const words = document.createElement('span');
    words.className = 'jp-OnlyOffice-bar-text';
    words.textContent = text;
    line.append(words);
    return line;
  }

  private _closable(line: HTMLElement, then?: () => void): void {
    const button = document.createElement('button');
    button.className = 'jp-OnlyOffice-bar-close';
    button.title = this._trans.__('Close');
    button.setAttribute('aria-label', this._trans.__('Close'));
    closeIcon.element({ container: button, height: '14px', width: '14px' });
    button.addEventListener('click', () => {
      line.remove();
      then?.();
    });
    line.append(button);
  }

  private _introduced = false;
  private _warning: HTMLElement | null = null;
}

function closedBefore(): boolean {
  try {
    return window.sessionStorage.getItem(CLOSED) !== null;
  } catch {
    return false; // Storage is switched off in this browser.
  }
}

function remember(): void {
  try {
    window.sessionStorage.setItem(CLOSED, '1');
  } catch {
    // Then it comes again with the next document.
  }
}
