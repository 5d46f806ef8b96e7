/**
 * What a tab tells of its edits: the status line below its editor, and whether
 * they reach the file, wherever failures are shown.
 */
import { savedAfterAll } from '../application/contents-provider';
import type { SaveState } from '../saving/save-state';
import { offerFor } from '../saving/status-actions';
import { StatusLine } from '../saving/status-line';
import type { DocumentTab } from './document-tab';

/** The status line of a tab; `retry` stores what could not be stored before. */
export function createStatusLine(
  panel: DocumentTab,
  retry: () => Promise<void>
): StatusLine {
  const { office } = panel;
  return new StatusLine({
    trans: office.trans,
    // English says nothing of the region: the browser knows it better.
    language: office.language === 'en' ? undefined : office.language,
    own: () => office.ownNames(),
    retry: () => {
      retry().catch(() => undefined); // The line shows the failure.
    },
    download: () =>
      void import('../saving/unsaved-actions').then(({ download }) =>
        download(office, panel.path)
      ),
    open: path => office.open(path),
    offer: notice => offerFor(panel, notice)
  });
}

/** Tells how the edits of a tab stand. */
export class TabStatus {
  constructor(private readonly _panel: DocumentTab) {}

  show(state: SaveState): void {
    const panel = this._panel;
    const { unstored } = panel.office;
    panel.line.state = state;
    if (state.kind === 'stored' && this._hasFailed) {
      this._hasFailed = false;
      savedAfterAll(panel.context);
    }
    if (state.kind === 'failed') {
      this._hasFailed = true;
      const { cause, remedy, place = 'browser' } = state;
      unstored.report(panel, { cause, remedy, place });
    } else if (state.kind !== 'saving') {
      unstored.report(panel, null, state.kind === 'stored');
    }
  }

  private _hasFailed = false;
}
