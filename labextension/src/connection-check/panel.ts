/**
 * The check of the connection as a panel.
 */
import { Clipboard } from '@jupyterlab/apputils';
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';

import { button } from '../ui/button';
import { troubleOf } from '../server/errors';
import type { Office } from '../application/services';
import { BrowserCheck } from './browser';
import { howToConnect } from './no-docs';
import { Checkup } from './checkup';
import { groupOf } from './leg';
import { LegList } from './check-list';
import { markOf } from './check-mark';
import { reportOf } from './report';
import { EditorStage } from './test-editor';
import { summaryOf } from './summary';

import '../../style/doctor.css';

/** Keeps a tab laid out while it is hidden: an editor loads in it. */
const LOADING = 'jp-oo-loading';

export class DoctorPanel extends Widget {
  constructor(private readonly _office: Office) {
    super();
    const { trans } = _office;
    this.addClass('jp-OnlyOffice-doctor');
    this.node.tabIndex = 0;
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Connection to Docs'));
    this._stage = new EditorStage(
      () => this._shown(),
      laidOut => this.parent?.toggleClass(LOADING, laidOut)
    );
    this._list = new LegList(trans, { 'browser-editor': this._stage.node });
    this._again = button(trans.__('Check again'), () => this.checkAgain());
    this._again.classList.add('jp-mod-accept');
    this._copy = button(trans.__('Copy Report'), () => void this._report());
    this._copy.classList.add('jp-mod-reject');
    this._summary.className = 'jp-OnlyOffice-doctor-summary';
    this._summary.setAttribute('role', 'status');
    this._docs.className = 'jp-OnlyOffice-doctor-docs';
    this._said.className = 'jp-OnlyOffice-doctor-said';
    this._said.setAttribute('role', 'status');
    const actions = document.createElement('div');
    actions.className = 'jp-OnlyOffice-doctor-actions';
    actions.append(this._again, this._copy, this._said);
    const header = document.createElement('header');
    header.append(this._summary, this._docs, actions);
    this._page.className = 'jp-OnlyOffice-doctor-page';
    this._page.append(header, this._list.node);
    this.node.append(this._page);
  }

  /** Test everything, from the beginning. */
  check(): void {
    const { requests, trans } = this._office;
    this._checkup?.stop();
    const checkup = new Checkup({
      requests,
      trans,
      browser: (apiUrl, tell, signal) =>
        new BrowserCheck(requests, trans, this._stage, tell, signal).run(apiUrl)
    });
    this._checkup = checkup;
    this._said.textContent = '';
    this._list.clear();
    checkup.changed.connect(this._render, this);
    this._render();
    void this._previous.then(async () => {
      this._previous = checkup.run();
      await this._previous;
    });
  }

  /** The same, unless that is being done. */
  checkAgain(): void {
    if (this._checkup?.done) {
      this.check();
    }
  }

  override dispose(): void {
    this._checkup?.stop();
    this._stage.dispose();
    super.dispose();
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this._begin();
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this._begin();
  }

  protected override onActivateRequest(): void {
    this.node.focus();
  }

  private _begin(): void {
    if (this.isVisible) {
      this._waiting.splice(0).forEach(resolve => resolve());
      if (!this._checkup) {
        this.check();
      }
    }
  }

  private _shown(): Promise<void> {
    return this.isVisible
      ? Promise.resolve()
      : new Promise(resolve => this._waiting.push(resolve));
  }

  private _render(): void {
    const { _checkup: checkup, _list: list } = this;
    const { trans } = this._office;
    if (!checkup || this.isDisposed) {
      return;
    }
    const { state, words } = summaryOf(checkup, trans);
    const text = document.createElement('strong');
    text.textContent = words;
    this._summary.dataset.state = state;
    // Only what it comes to is read out.
    this._summary.setAttribute(
      'aria-live',
      state === 'running' ? 'off' : 'polite'
    );
    this._summary.replaceChildren(markOf(state), text);
    this._docs.textContent = checkup.apiUrl
      ? trans.__('Docs: %1', checkup.apiUrl.split('/web-apps/')[0])
      : '';
    for (const button of [this._copy, this._again]) {
      // `disabled` would take the focus from it.
      button.setAttribute('aria-disabled', String(!checkup.done));
    }
    if (checkup.builtin) {
      list.node.replaceChildren(howToConnect(trans));
      return;
    }
    list.show(checkup.legs);
    const [first] = checkup.broken;
    if (checkup.done && first && this.node.scrollTop === 0) {
      list.reveal(first.leg);
    }
  }

  private async _report(): Promise<void> {
    const { requests, trans } = this._office;
    if (!this._checkup?.done) {
      return;
    }
    const { apiUrl } = this._checkup;
    let { legs } = this._checkup;
    let server: string;
    try {
      const { text } = await requests.json<{ text: string }>(
        'onlyoffice/check/report'
      );
      server = text; // With what it has found out.
      legs = legs.filter(({ leg }) => groupOf(leg) === 'browser');
    } catch (error) {
      const { cause, remedy } = troubleOf(error);
      server = [cause, remedy].join(' ');
    }
    const report = reportOf(
      {
        legs,
        server,
        agent: navigator.userAgent,
        page: new URL(window.location.href),
        apiUrl,
        at: new Date()
      },
      trans
    );
    Clipboard.copyToSystem(report);
    this._said.textContent = trans.__('The report is copied.');
  }

  private readonly _page = document.createElement('div');
  private readonly _summary = document.createElement('div');
  private readonly _docs = document.createElement('p');
  private readonly _said = document.createElement('span');
  private readonly _again: HTMLButtonElement;
  private readonly _copy: HTMLButtonElement;
  private readonly _list: LegList;
  private readonly _stage: EditorStage;
  private readonly _waiting: (() => void)[] = [];
  private _checkup: Checkup | null = null;
  /** Ends when the check before has taken its editor away. */
  private _previous: Promise<void> = Promise.resolve();
}
