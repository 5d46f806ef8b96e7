/**
 * Keeps an eye on an editor that loads: says that it takes long, then offers to
 * start anew. A blank frame never stays without a word.
 */
import type { IDisposable } from '@lumino/disposable';

import type { DocumentTab } from './document-tab';
import { trouble } from '../messages/row';
import { TAB } from '../messages/tab';

/** Times in ms. */
const SLOW = 15_000; // until the status line says so
const LATE = 60_000; // until the panel offers to start anew

export class LoadingWatch implements IDisposable {
  constructor(private readonly _panel: DocumentTab) {
    this._slow = window.setTimeout(() => {
      _panel.line.activity = _panel.office.trans.__(
        'Still loading; a large document or a slow connection takes a while…'
      );
    }, SLOW);
    this._late = window.setTimeout(() => this._tooLate(), LATE);
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** The frame runs; what is missing from now on is the document. */
  started(): void {
    this._hasStarted = true;
  }

  /** The editor is ready, gone, or waits for the user. */
  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    window.clearTimeout(this._slow);
    window.clearTimeout(this._late);
    this._panel.line.activity = '';
    this._panel.marks.hideError();
  }

  /** The editor may yet become ready behind the panel. */
  private _tooLate(): void {
    const { trans } = this._panel.office;
    const { modes, grantedMode } = this._panel;
    const canView = this._hasStarted && modes.includes('view');
    this._panel.line.activity = '';
    this._panel.marks.showError(
      trouble(
        TAB,
        this._hasStarted ? 'tab.late-document' : 'tab.late',
        trans,
        String(LATE / 1000)
      ),
      [
        {
          label: trans.__('Try again'),
          primary: true,
          execute: () => void this._panel.start()
        },
        ...(canView && grantedMode !== 'view'
          ? [
              {
                label: trans.__('View Document'),
                execute: () => void this._panel.openFor('view')
              }
            ]
          : []),
        {
          label: trans.__('Wait on'),
          execute: () => {
            this._panel.marks.hideError();
            this._late = window.setTimeout(() => this._tooLate(), LATE);
          }
        }
      ]
    );
  }

  private _isDisposed = false;
  private _hasStarted = false;
  private readonly _slow: number;
  private _late: number;
}
