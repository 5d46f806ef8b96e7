/**
 * The built-in editor or view in its tab: the bar, and under it the body that
 * the kind of document needs.
 */
import { Panel } from '@lumino/widgets';

import { type ErrorAction, ErrorPanel } from '../documents/error-panel';
import { RequestError, troubleOf } from '../server/errors';
import type { BuiltinAnswer } from '../documents/open-answer';
import { trouble } from '../messages/row';
import { TAB } from '../messages/tab';
import type { Trouble } from '../server/types';
import { Bar } from './notice-bar';
import type { Body, BodyOptions } from './panel-body';
import { FileWatch } from './file-watch';
import type { BuiltinOptions, BuiltinWidget } from './widget';
import '../../style/builtin.css';

/** While there is nothing to see yet: a conversion takes seconds. */
const BUSY = 'jp-mod-busy';

export class BuiltinPanel extends Panel implements BuiltinWidget {
  constructor(options: BuiltinOptions) {
    super();
    this._options = {
      ...options,
      onState: state => {
        this.toggleClass(BUSY, state.kind === 'loading');
        options.onState(state);
      }
    };
    this.addClass('jp-OnlyOffice-builtin');
    this._bar = new Bar(options.trans);
    this._isLight = options.isLight;
    this.addWidget(this._bar);
    this._watch = new FileWatch(options.requests, {
      shown: () => (this.isVisible ? (this._body?.shown() ?? null) : null),
      changed: () => void this._changed(),
      moved: path => {
        // Not a copy that is edited in its place.
        if (this._body?.shown()?.path === options.context.localPath) {
          options.onMoved(path);
        }
      },
      gone: () => this._body?.gone(),
      back: () => this._bar.settle()
    });
    void this._start(options.answer);
  }

  async save(): Promise<void> {
    await this._body?.save?.();
  }

  look(): void {
    this._body?.look?.();
  }

  setLight(isLight: boolean): void {
    this._isLight = isLight;
    this._body?.setLight?.(isLight);
  }

  override dispose(): void {
    this._watch.dispose();
    super.dispose();
  }

  protected override onAfterShow(): void {
    this._watch.look();
  }

  protected override onActivateRequest(): void {
    this._body?.activate();
  }

  private async _start(answer: BuiltinAnswer): Promise<void> {
    this._error?.dispose();
    this._body?.dispose();
    this._body = null;
    this._bar.settle();
    this._options.onMode(answer.mode);
    this._options.onState({ kind: 'loading' });
    try {
      if (answer.kind === 'missing') {
        throw RequestError.of(answer.missing!);
      }
      const body = await this._make(answer);
      if (this.isDisposed) {
        body.dispose();
        return;
      }
      this._body = body;
      body.setLight?.(this._isLight);
      this.addWidget(body);
    } catch (error) {
      if (!this.isDisposed) {
        this._fail(troubleOf(error));
      }
    }
  }

  private async _make(answer: BuiltinAnswer): Promise<Body> {
    const options: BodyOptions = {
      ...this._options,
      answer,
      bar: this._bar,
      reopen: () => void this._reopen(),
      fail: trouble => this._fail(trouble)
    };
    if (answer.kind === 'docx') {
      this._bar.introduce();
      const { createDocxBody } = await import('./docx');
      return createDocxBody(options);
    }
    const { createPdfBody } = await import('./pdf');
    return createPdfBody(options);
  }

  /** The file is another one than that which is shown. */
  private async _changed(): Promise<void> {
    const { onNews, trans } = this._options;
    if (this._body?.shown()?.lags) {
      this._body.conflict?.();
      return;
    }
    await this._reopen();
    if (this._body) {
      onNews(trouble(TAB, 'tab.changed', trans));
    }
  }

  private async _reopen(): Promise<void> {
    const { requests, context, answer } = this._options;
    try {
      const opened = await requests.open(context.localPath, {
        mode: answer.mode
      });
      if (opened.editor === 'builtin' && !this.isDisposed) {
        await this._start(opened);
      }
    } catch (error) {
      if (!this.isDisposed) {
        this._fail(troubleOf(error));
      }
    }
  }

  private _fail(trouble: Trouble): void {
    const { context, onState, trans } = this._options;
    onState({ kind: 'closed' });
    this._bar.settle();
    this._error?.dispose();
    this._body?.dispose();
    this._body = null;
    this._error = new ErrorPanel(
      trans.__('“%1” cannot be shown', context.localPath.split('/').pop()),
      trouble,
      [
        ...this._pages(trouble),
        {
          label: trans.__('Try again'),
          primary: true,
          execute: () => void this._reopen()
        }
      ],
      trans
    );
    this.addWidget(this._error);
  }

  /** What the editor cannot take may be shown as pages. */
  private _pages({ reason }: Trouble): ErrorAction[] {
    const { answer, trans } = this._options;
    const contentUrl = answer.pagesUrl;
    return reason === 'docx.large' && contentUrl
      ? [
          {
            label: trans.__('Show as pages'),
            execute: () =>
              void this._start({
                ...answer,
                kind: 'pdf',
                mode: 'view',
                contentUrl
              })
          }
        ]
      : [];
  }

  private readonly _options: BuiltinOptions;
  private readonly _bar: Bar;
  private readonly _watch: FileWatch;
  private _isLight: boolean;
  private _body: Body | null = null;
  private _error: ErrorPanel | null = null;
}
