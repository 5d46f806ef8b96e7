/**
 * Errors and warnings that the editor of Docs reports: shown in the status line
 * while it can be worked with, else in its place. A refused token is replaced,
 * once, before anything is shown.
 */
import type { DocumentTab } from '../documents/document-tab';
import type { Trans } from '../messages/row';
import { explainError, explainWarning } from './docs-errors';
import type { FrameLoading } from './frame-loading';

/** Docs refuses the token of the config (measured): it is wrong, or expired. */
const REFUSED = [-20, -21];

/** The session, as far as reports concern it. */
export interface ReportingSession {
  /** Whether the document is only looked at. */
  isViewing(): boolean;
  /** Start the editor anew, with a new config. */
  restart(): void;
}

export class EditorReports {
  constructor(
    private readonly _panel: DocumentTab,
    private readonly _trans: Trans,
    private readonly _frame: FrameLoading,
    private readonly _session: ReportingSession
  ) {}

  /** The editor shows the document: its token was accepted. */
  ready(): void {
    this._isSignedAnew = false;
  }

  error(code: number, description: string): void {
    const { isReady } = this._frame;
    if (!isReady && REFUSED.includes(code) && !this._isSignedAnew) {
      // A frame that was loaded again has the config of long ago; or Docs was
      // just given another secret.
      this._isSignedAnew = true;
      this._session.restart();
      return;
    }
    const trouble = explainError(code, description, this._trans);
    if (isReady) {
      this._panel.line.notice = trouble;
    } else {
      this._panel.fail(trouble);
    }
  }

  warning(code: number, description: string): void {
    const mayEdit = !this._session.isViewing();
    const trouble = explainWarning(code, description, this._trans, mayEdit);
    if (trouble) {
      this._panel.line.notice = trouble;
    }
  }

  private _isSignedAnew = false;
}
