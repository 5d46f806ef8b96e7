/**
 * The bar to find words in the pages of a PDF.
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import {
  caretDownIcon,
  caretUpIcon,
  closeIcon,
  type LabIcon
} from '@jupyterlab/ui-components';
import type { EventBus } from 'pdfjs-dist/legacy/web/pdf_viewer.mjs';

interface Count {
  current: number;
  total: number;
}

export class PdfFind {
  constructor(
    private readonly _bus: EventBus,
    private readonly _trans: TranslationBundle,
    /** Give the keyboard back to the pages. */
    private readonly _leave: () => void
  ) {
    this.node.className = 'jp-OnlyOffice-pdf-toolbar jp-OnlyOffice-pdf-find';
    this.node.setAttribute('role', 'search');
    this.node.hidden = true;
    this._input.type = 'search';
    this._input.placeholder = _trans.__('Find');
    this._input.setAttribute('aria-label', _trans.__('Find in the pages'));
    this._input.addEventListener('input', () => this._find(''));
    this.node.addEventListener('keydown', event => {
      if (event.key === 'Enter' && event.target === this._input) {
        this._find('again', event.shiftKey);
      } else if (event.key === 'Escape') {
        this.close();
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    });
    this._count.setAttribute('role', 'status');
    this.node.append(
      this._input,
      this._button(caretUpIcon, _trans.__('Previous match'), () =>
        this._find('again', true)
      ),
      this._button(caretDownIcon, _trans.__('Next match'), () =>
        this._find('again')
      ),
      this._count,
      this._button(closeIcon, _trans.__('Close'), () => this.close())
    );
    _bus.on(
      'updatefindmatchescount',
      ({ matchesCount }: { matchesCount: Count }) => this._tell(matchesCount)
    );
    _bus.on(
      'updatefindcontrolstate',
      ({ matchesCount }: { matchesCount: Count }) => this._tell(matchesCount)
    );
  }

  readonly node = document.createElement('div');

  open(): void {
    this.node.hidden = false;
    this._input.focus();
    this._input.select();
    if (this._input.value) {
      this._find('');
    }
  }

  close(): void {
    this.node.hidden = true;
    this._bus.dispatch('findbarclose', { source: this });
    this._leave();
  }

  private _find(type: '' | 'again', findPrevious = false): void {
    this._bus.dispatch('find', {
      source: this,
      type,
      query: this._input.value,
      caseSensitive: false,
      entireWord: false,
      highlightAll: true,
      findPrevious,
      matchDiacritics: false
    });
  }

  private _tell({ current, total }: Count): void {
    this._count.textContent = !this._input.value
      ? ''
      : total > 0
        ? this._trans.__('%1 of %2', `${current}`, `${total}`)
        : this._trans.__('Not found');
  }

  private _button(
    icon: LabIcon,
    title: string,
    execute: () => void
  ): HTMLButtonElement {
    const button = document.createElement('button');
    button.title = title;
    button.setAttribute('aria-label', title);
    icon.element({ container: button, height: '14px', width: '14px' });
    button.addEventListener('click', execute);
    return button;
  }

  private readonly _input = document.createElement('input');
  private readonly _count = document.createElement('span');
}

/** Whether a key opens the bar. */
export function isFind(event: KeyboardEvent): boolean {
  return (
    (event.ctrlKey || event.metaKey) &&
    !event.altKey &&
    !event.shiftKey &&
    event.key.toLowerCase() === 'f'
  );
}
