/**
 * A leg in the list: its mark, what it is called, and what is wrong with it.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Leg } from './leg';
import { markOf } from './check-mark';
import { stateWords, titleOf } from './titles';

export class LegRow {
  constructor(
    readonly leg: string,
    private readonly _trans: TranslationBundle
  ) {
    this.node.className = 'jp-OnlyOffice-doctor-leg';
    this.node.dataset.leg = leg;
    this._state.className = 'jp-OnlyOffice-doctor-state';
    this._cause.className = 'jp-OnlyOffice-doctor-cause';
    this._code.className = 'jp-OnlyOffice-error-code';
    this._remedy.className = 'jp-OnlyOffice-doctor-remedy';
    const title = document.createElement('span');
    title.className = 'jp-OnlyOffice-doctor-title';
    title.textContent = titleOf(leg, _trans);
    title.title = leg;
    const head = document.createElement('div');
    head.className = 'jp-OnlyOffice-doctor-head';
    head.append(title, this._state);
    this._body.className = 'jp-OnlyOffice-doctor-body';
    this._body.append(head, this._cause, this._remedy, this._code);
    this._mark.append(markOf('waiting'));
    this.node.append(this._mark, this._body);
  }

  readonly node = document.createElement('li');

  /** Show `node` below the words. */
  embed(node: HTMLElement): void {
    this._body.append(node);
  }

  show({ state, cause, remedy, reason = '' }: Leg): void {
    if (this.node.dataset.state !== state) {
      this.node.dataset.state = state;
      this._mark.replaceChildren(markOf(state));
      this._state.textContent = stateWords(state, this._trans);
    }
    this._cause.textContent = cause;
    // To look it up by, in the documentation.
    this._code.textContent =
      state === 'broken' ? [this.leg, reason].filter(Boolean).join(' · ') : '';
    this._remedy.replaceChildren();
    if (remedy && state !== 'untested') {
      const label = document.createElement('strong');
      label.textContent = this._trans.__('What to do:');
      this._remedy.append(label, ' ', ...linked(remedy));
    }
  }

  private readonly _mark = document.createElement('span');
  private readonly _body = document.createElement('div');
  private readonly _state = document.createElement('span');
  private readonly _cause = document.createElement('p');
  private readonly _remedy = document.createElement('p');
  private readonly _code = document.createElement('p');
}

/** A text in which the address that is to be opened is a link. */
function linked(text: string): Node[] {
  return text.split(/(https?:\/\/\S+\/healthcheck)/).map((part, index) => {
    if (index % 2 === 0) {
      return document.createTextNode(part);
    }
    const link = document.createElement('a');
    link.href = link.textContent = part;
    link.target = '_blank';
    link.rel = 'noopener';
    return link;
  });
}
