/**
 * The editor of the check: a whole one, drawn small. Docs lays an editor out
 * once, so it has the size of a real one and is scaled down by the style sheet.
 */
import type { IDisposable } from '@lumino/disposable';

import type { DocsApi } from '../docs/api-script';
import type { DocsEvents } from '../docs/docs-events';
import { DocsEditor } from '../docs/docs-editor';
import { FocusGuard } from '../documents/focus-guard';
import type { Stage } from './browser';

export class EditorStage implements Stage, IDisposable {
  /** `shown` resolves when the panel is seen; `keep` keeps it laid out. */
  constructor(
    private readonly _shown: () => Promise<void>,
    private readonly _keep: (laidOut: boolean) => void
  ) {
    this.node.className = 'jp-OnlyOffice-doctor-stage';
    this.node.setAttribute('aria-hidden', 'true');
    this.node.hidden = true;
  }

  readonly node = document.createElement('div');

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  ready(): Promise<void> {
    return this._shown();
  }

  start(
    api: DocsApi,
    config: Record<string, unknown>,
    events: DocsEvents
  ): void {
    this._keep(true);
    this.node.hidden = false;
    // Browsers slow down what is out of sight.
    this.node.scrollIntoView({ block: 'nearest' });
    const guard = new FocusGuard(this.node, this.node);
    this._guard = guard;
    this._editor = new DocsEditor(api, this.node, config, {
      ...events,
      onReady: () => {
        guard.ready();
        events.onReady();
      }
    });
    if (this._editor.frame) {
      this._editor.frame.tabIndex = -1;
    }
  }

  async end(): Promise<void> {
    const editor = this._editor;
    this._editor = null;
    await editor?.requestClose();
    editor?.dispose();
    this._guard?.dispose();
    this.node.hidden = true;
    this._keep(false);
  }

  dispose(): void {
    this._isDisposed = true;
    this._editor?.dispose();
    this._guard?.dispose();
  }

  private _isDisposed = false;
  private _editor: DocsEditor | null = null;
  private _guard: FocusGuard | null = null;
}
