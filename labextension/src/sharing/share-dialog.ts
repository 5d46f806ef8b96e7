/**
 * The dialog of share links: makes one for a document, and lists and revokes
 * those that the user has made for it.
 */
import { Clipboard, Dialog } from '@jupyterlab/apputils';
import { PageConfig, PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { button } from '../ui/button';
import { troubleOf } from '../server/errors';
import type { Office } from '../application/services';
import type { Share, ShareMode } from '../server/types';

const DAYS = [1, 7, 30, 365];
const USUAL = 7;

/** Show the links of `path`. */
export async function showShares(office: Office, path: string): Promise<void> {
  const { trans } = office;
  await new Dialog({
    title: trans.__('Share “%1”', PathExt.basename(path)),
    body: new ShareList(office, path),
    buttons: [Dialog.okButton({ label: trans.__('Close') })],
    hasClose: true
  }).launch();
}

class ShareList extends Widget {
  constructor(
    private readonly _office: Office,
    private readonly _path: string
  ) {
    super();
    const { trans } = _office;
    this.addClass('jp-OnlyOffice-shares');
    const mode = select(
      trans.__('What guests may do'),
      modesOf(_office, _path, trans)
    );
    const days = select(
      trans.__('For how long'),
      DAYS.map(count => [
        String(count),
        trans._n('%1 day', '%1 days', count, count)
      ])
    );
    days.box.value = String(USUAL);
    const make = button(trans.__('Make a link'), () => {
      void this._do(async () => {
        const share = await _office.requests.share(
          _path,
          mode.box.value as ShareMode,
          Number(days.box.value)
        );
        this._copy(share);
      });
    });
    make.classList.add('jp-mod-accept');
    const note = document.createElement('p');
    note.textContent = trans.__(
      'Whoever has the link opens this document, and nothing else, without an account, on a page of its own.'
    );
    const row = document.createElement('div');
    row.className = 'jp-OnlyOffice-shares-row';
    row.append(mode.label, days.label, make);
    this._list.className = 'jp-OnlyOffice-shares-list';
    this._said.className = 'jp-OnlyOffice-shares-said';
    this._said.setAttribute('role', 'status');
    this.node.append(note, row, this._said, this._list);
    void this._do(async () => undefined);
  }

  /** Do something, then show the links as they are now. */
  private async _do(action: () => Promise<void>): Promise<void> {
    this._said.textContent = '';
    try {
      await action();
      const { shares } = await this._office.requests.shares(this._path);
      this._list.replaceChildren(...shares.map(share => this._row(share)));
    } catch (error) {
      const { cause, remedy } = troubleOf(error);
      this._said.textContent = [cause, remedy].join(' ');
    }
  }

  private _row(share: Share): HTMLElement {
    const { language, requests, trans } = this._office;
    const item = document.createElement('li');
    const text = document.createElement('span');
    const until = new Date(share.expiresAt).toLocaleDateString(language, {
      dateStyle: 'medium'
    });
    text.textContent = trans.__(
      '%1, until %2',
      wordOf(share.mode, trans),
      until
    );
    const address = document.createElement('input');
    address.className = 'jp-mod-styled jp-OnlyOffice-shares-address';
    address.readOnly = true;
    address.value = addressOf(share);
    address.setAttribute('aria-label', trans.__('Address of the link'));
    address.onfocus = () => address.select();
    item.append(
      text,
      address,
      button(trans.__('Copy'), () => this._copy(share)),
      button(
        trans.__('Revoke'),
        () => void this._do(async () => void (await requests.revoke(share.id)))
      )
    );
    return item;
  }

  private _copy(share: Share): void {
    Clipboard.copyToSystem(addressOf(share));
    this._said.textContent = this._office.trans.__('The link is copied.');
  }

  private readonly _list = document.createElement('ul');
  private readonly _said = document.createElement('p');
}

/** The whole address of a link, for somebody elsewhere. */
function addressOf({ url }: Share): string {
  return `${PageConfig.getShareUrl()}${url}`;
}

/** What the format of a document allows guests to do. */
function modesOf(
  { status }: Office,
  path: string,
  trans: TranslationBundle
): [ShareMode, string][] {
  const ext = PathExt.extname(path).slice(1).toLowerCase();
  const format = status.formats.find(one => one.ext === ext);
  const modes: ShareMode[] = ['view'];
  if (format?.comment) {
    modes.push('comment');
  }
  if (format?.edit) {
    modes.push('edit');
  }
  return modes.map(mode => [mode, wordOf(mode, trans)]);
}

function wordOf(mode: ShareMode, trans: TranslationBundle): string {
  return {
    view: trans.__('Viewing'),
    comment: trans.__('Commenting'),
    edit: trans.__('Editing')
  }[mode];
}

function select(
  text: string,
  options: [string, string][]
): { label: HTMLLabelElement; box: HTMLSelectElement } {
  const label = document.createElement('label');
  const box = document.createElement('select');
  box.className = 'jp-mod-styled';
  for (const [value, words] of options) {
    box.append(new Option(words, value));
  }
  label.append(text, box);
  return { label, box };
}
