/**
 * The slim line at the bottom edge of the tab, which tells the truth about the
 * edits. (Notebook 7 has no status bar to put it in.)
 */
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import type { Mode } from '../documents/open-answer';
import type { SaveState } from './save-state';
import { others, wordsOf } from './save-text';
import type { Trouble } from '../server/types';

export interface StatusOptions {
  trans: TranslationBundle;
  /** For the time of day; undefined is the browser's. */
  language: string | undefined;
  /** The names that the server may give to the user of this page. */
  own(): string[];
  /** Called by "Try again". */
  retry(): void;
  /** Called by "Download the edits". */
  download(): void;
  /** Called by "Open the copy". */
  open(path: string): void;
  /** What the user is offered beside a notice. */
  offer(notice: Trouble): Action | null;
}

/** A button of the line. */
export interface Action {
  label: string;
  /** What it does, in a sentence. */
  title?: string;
  execute(): void | Promise<void>;
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
    this._actions = part('actions');
    this._people = part('people');
    this._notice = part('notice');
    this._offer = part('button', 'button') as HTMLButtonElement;
    this._offer.classList.add('jp-OnlyOffice-status-button');
    this._offer.hidden = true;
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

  /** To be called for the choice between two versions, while there is one. */
  set choose(choose: (() => void) | null) {
    this._choose = choose;
    this._render();
  }

  /** Something worth knowing that is not about saving, shown quietly. */
  set notice(trouble: Trouble | null) {
    this._notice.textContent = trouble?.cause ?? '';
    this._notice.title = trouble
      ? [trouble.cause, trouble.remedy].join(' ')
      : '';
    const offer = trouble ? this._options.offer(trouble) : null;
    this._offer.hidden = !offer;
    this._offer.textContent = offer?.label ?? '';
    this._offer.title = offer?.title ?? '';
    this._offer.onclick = async () => {
      this._offer.disabled = true; // Once is enough.
      try {
        await offer?.execute();
      } finally {
        this._offer.disabled = false;
      }
    };
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
    this._showActions(this._actionsOf(this._state));
  }

  private _actionsOf(state: SaveState): Action[] {
    const { trans, retry, download, open } = this._options;
    const actions: Action[] = [];
    if (this._choose) {
      actions.push({ label: trans.__('Choose…'), execute: this._choose });
    }
    if (state.kind === 'failed') {
      if (state.retry) {
        actions.push({ label: trans.__('Try again'), execute: retry });
      }
      if (state.place) {
        actions.push({
          label: trans.__('Download the edits'),
          execute: download
        });
      }
    } else if (state.kind === 'stored' && state.savedAs) {
      const { savedAs } = state;
      actions.push({
        label: trans.__('Open the copy'),
        execute: () => open(savedAs)
      });
    }
    return actions;
  }

  private _showActions(actions: Action[]): void {
    // Not made anew without need: one of them may have the keyboard.
    const print = actions.map(({ label }) => label).join('\n');
    if (this._actions.dataset.print !== print) {
      this._actions.dataset.print = print;
      this._actions.replaceChildren(
        ...actions.map(({ label }) => {
          const button = document.createElement('button');
          button.className = 'jp-OnlyOffice-status-button';
          button.textContent = label;
          return button;
        })
      );
    }
    actions.forEach(({ execute }, index) => {
      (this._actions.children[index] as HTMLButtonElement).onclick = () =>
        void execute();
    });
  }

  private _state: SaveState = { kind: 'loading' };
  private _mode: Mode = 'edit';
  private _users: string[] = [];
  private _activity = '';
  private readonly _dot: HTMLElement;
  private readonly _text: HTMLElement;
  private _choose: (() => void) | null = null;
  private readonly _actions: HTMLElement;
  private readonly _people: HTMLElement;
  private readonly _notice: HTMLElement;
  private readonly _offer: HTMLButtonElement;
}

/** Set a text only when it changes: screen readers repeat it otherwise. */
function setText(element: HTMLElement, text: string): void {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}
