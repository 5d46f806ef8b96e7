/**
 * The slim line at the bottom edge of the tab, which tells the truth about the
 * edits. (Notebook 7 has no status bar to put it in.)
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { others, wordsOf } from './save-text';
import type { Mode, SaveState, Trouble } from './types';

export interface StatusOptions {
  trans: TranslationBundle;
  /** For the time of day; undefined is the browser's. */
  language: string | undefined;
  /** The names that the server may give to the user of this page. */
  own(): string[];
  /** Called by "Try again". */
  retry(): void;
  /** Called by "Open the copy". */
  open(path: string): void;
}

export class StatusLine extends Widget {
  constructor(private readonly _options: StatusOptions) {
    super();
    this.addClass('jp-OnlyOffice-status');
    const part = (name: string, tag = 'span') => {
      const element = document.createElement(tag);
      element.className = `jp-OnlyOffice-status-${name}`;
      this.node.append(element);
      return element;
    };
    this._dot = part('dot');
    this._text = part('text');
    this._text.setAttribute('role', 'status');
    this._button = part('button', 'button') as HTMLButtonElement;
    this._people = part('people');
    this._notice = part('notice');
    this._button.addEventListener('click', () => this._onClick());
    this._render();
  }

  set state(state: SaveState) {
    this._state = state;
    this._render();
  }

  set mode(mode: Mode) {
    this._mode = mode;
    this._render();
  }

  set users(names: string[]) {
    this._users = names;
    this._render();
  }

  /** Something worth knowing that is not about saving, shown quietly. */
  set notice(trouble: Trouble | null) {
    this._notice.textContent = trouble?.cause ?? '';
    this._notice.title = trouble
      ? [trouble.cause, trouble.remedy].join(' ')
      : '';
  }

  /** A word that stands before the state for a moment, such as "Closing…". */
  set activity(text: string) {
    this._activity = text;
    this._render();
  }

  private _render(): void {
    const { trans, language, own } = this._options;
    const words = wordsOf(this._state, this._mode, trans, new Date(), language);
    this._dot.dataset.tone = this._activity ? 'busy' : words.tone;
    this.node.dataset.state = this._state.kind;
    setText(this._text, this._activity || words.text);
    this._text.title = words.title;
    const people =
      this._state.kind === 'loading' ? [] : others(this._users, own());
    setText(
      this._people,
      people.length > 0 ? trans.__('with %1', people.join(', ')) : ''
    );
    const { kind } = this._state;
    const label =
      kind === 'failed' && this._state.retry
        ? trans.__('Try again')
        : kind === 'stored' && this._state.savedAs
          ? trans.__('Open the copy')
          : '';
    setText(this._button, label);
    this._button.hidden = !label;
  }

  private _onClick(): void {
    const state = this._state;
    if (state.kind === 'failed') {
      this._options.retry();
    } else if (state.kind === 'stored' && state.savedAs) {
      this._options.open(state.savedAs);
    }
  }

  private _state: SaveState = { kind: 'loading' };
  private _mode: Mode = 'edit';
  private _users: string[] = [];
  private _activity = '';
  private readonly _dot: HTMLElement;
  private readonly _text: HTMLElement;
  private readonly _button: HTMLButtonElement;
  private readonly _people: HTMLElement;
  private readonly _notice: HTMLElement;
}

/** Set a text only when it changes: screen readers repeat it otherwise. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
