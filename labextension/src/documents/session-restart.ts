/**
 * Going on with a document under another key: its file was changed, or Docs
 * has ended the session. The change of keys drops an edit that Docs does not
 * have yet, so that is waited for, and never given up without asking.
 */
import { Dialog } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { question } from '../ui/dialogs';
import type { DocsSaver } from '../docs/docs-saver';
import { troubleOf } from '../server/errors';
import type { Office } from '../application/services';
import { openQuery } from './open-query';
import type { DocsAnswer, OpenAnswer } from './open-answer';
import type { DocumentTab } from './document-tab';
import { trouble } from '../messages/row';
import { TAB } from '../messages/tab';

/** changed: the file; outdated: the key; restart: the editor begins anew. */
export type Reason = 'changed' | 'outdated' | 'restart';

/** What is asked of the session. */
export interface Renewable {
  /** Whether there can be edits. */
  readonly editable: boolean;
  readonly isDisposed: boolean;
  /** The key of now. */
  readonly key: string;
  /** Go on as the server has answered, in the same editor where that can do. */
  goOn(answer: OpenAnswer, sameEditor: boolean): void;
  focus(): void;
}

export class Renewal {
  constructor(
    private readonly _panel: DocumentTab,
    private readonly _office: Office,
    private readonly _saver: DocsSaver,
    private readonly _session: Renewable
  ) {}

  /** Answers whether the document was opened anew; one after the other. */
  run(reason: Reason): Promise<boolean> {
    const { key } = this._session;
    if (reason === 'outdated') {
      if (this._outdated === key) {
        return this._turn; // The editor says so twice.
      }
      this._outdated = key;
    }
    const turn = this._turn.then(() => this._run(reason));
    this._turn = turn.catch(() => false);
    return turn;
  }

  private async _run(reason: Reason): Promise<boolean> {
    const { _office: office, _panel: panel, _session: session } = this;
    for (;;) {
      const safety = await this._safety();
      if (safety === 'gone') {
        return false;
      }
      const focused = panel.stage.node.contains(document.activeElement);
      // Nothing can be typed from here on that would be dropped.
      panel.marks.setRenewing(true);
      try {
        const answer = await office.requests
          .open(panel.path, {
            ...openQuery(panel),
            key: session.key,
            ...(reason === 'outdated' && { over: session.key })
          })
          .catch(troubleOf);
        const typed =
          safety === 'settled' &&
          session.editable &&
          !(await this._saver.settled(0));
        if (typed) {
          continue;
        }
        if (session.isDisposed) {
          return false;
        }
        if (!('editor' in answer)) {
          panel.fail(answer);
          return false;
        }
        const current = answer.editor === 'docs' && answer.key === session.key;
        if (reason === 'changed' && current) {
          return false;
        }
        const repeated = reason === 'outdated' && current ? session.key : '';
        if (repeated && repeated === this._repeated) {
          // Docs would call it outdated again and again.
          panel.fail(trouble(TAB, 'tab.key-over', office.trans));
          return false;
        }
        this._repeated = repeated;
        this._outdated = '';
        session.goOn(answer, reason !== 'restart');
        return true;
      } finally {
        panel.marks.setRenewing(false);
        if (focused && !session.isDisposed) {
          session.focus();
        }
      }
    }
  }

  /** Wait until Docs has every edit, or the user gives up what it has not. */
  private async _safety(): Promise<'settled' | 'given up' | 'gone'> {
    const { _office: office, _panel: panel, _session: session } = this;
    let asked = false;
    while (session.editable) {
      if (await this._saver.settled()) {
        return 'settled';
      }
      if (!asked && panel.isVisible && session.editable) {
        asked = true;
        if (await askReload(panel.path, office.trans)) {
          return 'given up';
        }
        panel.line.notice = trouble(TAB, 'tab.outdated', office.trans);
      }
    }
    return session.isDisposed ? 'gone' : 'settled';
  }

  private _turn: Promise<boolean> = Promise.resolve(false);

  /** A key that Docs called outdated, until another is gone on with. */
  private _outdated = '';

  /** A key that Docs called outdated, and that we went on with all the same. */
  private _repeated = '';
}

/** Ask whether to go on without an edit that Docs does not have. */
async function askReload(
  path: string,
  trans: TranslationBundle
): Promise<boolean> {
  const { button } = await question({
    title: trans.__(
      'The last edit of “%1” has not reached the Docs server',
      PathExt.basename(path)
    ),
    body: trans.__(
      'The document has a newer version, so its editor has to be loaded anew, which would lose that edit. Copy what you typed last before you reload.'
    ),
    buttons: [
      Dialog.cancelButton({ label: trans.__('Keep the tab as it is') }),
      Dialog.warnButton({ label: trans.__('Reload without the last edit') })
    ],
    defaultButton: 0
  }).launch();
  return button.accept;
}

/** Whether an editor can go on: it compares the permissions with its first ones. */
export function sameRights(one: DocsAnswer, other: DocsAnswer): boolean {
  const rights = ({ config, mode }: DocsAnswer): string =>
    JSON.stringify([
      mode,
      (config.document as { permissions?: unknown }).permissions
    ]);
  return rights(one) === rights(other);
}
