/**
 * The tab of a document. It guards its own closing.
 */
import { DocumentWidget } from '@jupyterlab/docregistry';
import type { IMessageHook, Message } from '@lumino/messaging';
import { MessageLoop } from '@lumino/messaging';

import type { OfficePanel } from './document-panel';

/** On the tab itself. */
const TAB = 'jp-OnlyOffice-tab';

export class OfficeDocument
  extends DocumentWidget<OfficePanel>
  implements IMessageHook
{
  constructor(options: DocumentWidget.IOptions<OfficePanel>) {
    super(options);
    this.addClass('jp-OnlyOffice-document');
    this.toolbar.hide(); // Editors bring their own.
    this.title.className = TAB; // The key into the editor works there.
  }

  /**
   * Hold a request to close back until the edits are safe. (An override of
   * `onCloseRequest` is never called: the document manager's own hook answers.)
   */
  messageHook(_sender: unknown, msg: Message): boolean {
    if (
      msg.type !== 'close-request' ||
      this._passing ||
      !this.content.running
    ) {
      return true;
    }
    void this._closeWhenSafe();
    return false;
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    const { office } = this.content;
    // While the frame is still in the page: the editor says goodbye to Docs.
    this.content.stop();
    super.dispose();
    // Once JupyterLab has taken the tab away and brought another to the front.
    window.requestAnimationFrame(() =>
      window.setTimeout(() => {
        if (document.activeElement === document.body) {
          office.refocus();
        }
      }, 0)
    );
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    if (!this._hooked) {
      // Now, to come after the document manager's hook and so be asked before.
      this._hooked = true;
      MessageLoop.installMessageHook(this, this);
    }
  }

  private async _closeWhenSafe(): Promise<void> {
    if (this._closing) {
      return;
    }
    this._closing = true;
    let safe = true;
    try {
      safe = await this.content.settle();
    } catch (error) {
      console.error('ONLYOFFICE: closing went wrong', error);
    }
    this._closing = false;
    if (safe && !this.isDisposed) {
      this._passing = true;
      try {
        this.close();
      } finally {
        this._passing = false;
      }
    }
  }

  private _hooked = false;
  private _closing = false;
  private _passing = false;
}
