/**
 * Storing what was edited in a .docx, without touching anything else in the
 * file, and what is offered when that fails.
 */
import { PathExt } from '@jupyterlab/coreutils';

import { RequestError, troubleOf } from '../server/errors';
import type { BarAction } from './notice-bar';
import type { BodyOptions, Shown } from './panel-body';
import type { Written } from './docx-merge';
import { mergedDocument } from './docx-merge';
import type { DocxHandle } from './docx-view';
import { shownPackage } from './merge/shown-package';
import { BUILTIN } from '../messages/builtin';
import { trouble } from '../messages/row';

const MIME =
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

interface PutAnswer {
  path: string;
  version: string;
  storedAt: string;
  savedAs: string | null;
}

export class DocxStore {
  constructor(
    private readonly _options: BodyOptions,
    /** What is in the file. */
    private _original: ArrayBuffer,
    private _version: string,
    /** Have the editor tell of what it has not told of yet. */
    private readonly _look: () => void
  ) {}

  /** Whether the file lacks edits. */
  get lags(): boolean {
    return this._edits > this._saved;
  }

  /** The editor has read the document: how it writes it, unedited. */
  async begin(editor: DocxHandle): Promise<ArrayBuffer> {
    this._editor = editor;
    const shown = await shownPackage(this._original);
    const texts = editor.texts();
    const bytes = await editor.write(shown);
    this._base = { bytes, texts };
    return bytes;
  }

  /** What is in the file. */
  get original(): ArrayBuffer {
    return this._original;
  }

  /** What is in the editor; null while it is being stored. */
  get shown(): Shown | null {
    const { lags, _path: path, _version: version } = this;
    return this._saving ? null : { path, version, lags };
  }

  /** The file is not there any more: offer what there is of it. */
  gone(): void {
    const { bar, trans } = this._options;
    bar.warn(trouble(BUILTIN, 'file.gone', trans), this._ways());
  }

  /** The document was edited. */
  changed(): void {
    this._edits += 1;
    if (!this._saving) {
      this._options.onState({ kind: 'unsaved' });
    }
  }

  /** Put the edits into the file. Resolves at once when there are none. */
  async save(): Promise<void> {
    await this._idle();
    this._look();
    if (this.lags && !this._isDisposed) {
      await this._store(false);
    }
  }

  dispose(): void {
    this._isDisposed = true;
  }

  private async _idle(): Promise<void> {
    while (this._saving) {
      await this._saving.catch(() => undefined);
    }
  }

  private async _store(asCopy: boolean): Promise<void> {
    this._saving = this._put(asCopy);
    try {
      await this._saving;
    } finally {
      this._saving = null;
    }
  }

  private async _put(asCopy: boolean): Promise<void> {
    const { bar, onMoved, onState, requests } = this._options;
    const edits = this._edits;
    onState({ kind: 'saving' });
    try {
      const { bytes, written } = await this._document(asCopy);
      const response = await requests.request(
        'onlyoffice/builtin/content',
        {
          method: 'PUT',
          body: new Blob([bytes], { type: MIME }),
          headers: { 'Content-Type': MIME }
        },
        {
          path: this._path,
          version: this._version,
          copy: asCopy ? '1' : undefined
        }
      );
      const answer = (await response.json()) as PutAnswer;
      this._original = bytes;
      this._base = written;
      this._version = answer.version;
      this._savedAs = answer.savedAs ?? this._savedAs;
      this._saved = edits;
      if (!this._savedAs) {
        onMoved(answer.path);
      }
      bar.settle();
      onState(
        this.lags
          ? { kind: 'unsaved' }
          : {
              kind: 'stored',
              at: new Date(answer.storedAt),
              savedAs: this._savedAs
            }
      );
    } catch (error) {
      this._failed(error);
      throw error;
    }
  }

  private _document(
    asItIs: boolean
  ): Promise<{ bytes: ArrayBuffer; written: Written }> {
    return mergedDocument(
      this._editor,
      this._original,
      this._base,
      asItIs,
      this._options.trans
    );
  }

  private _failed(error: unknown): void {
    const { bar, onState, reopen, trans } = this._options;
    const { cause, remedy } = troubleOf(error);
    const status = error instanceof RequestError ? error.status : 0;
    const stuck = [404, 409, 413, 422].includes(status);
    onState({ kind: 'failed', cause, remedy, retry: !stuck });
    const actions = this._ways();
    if (status === 409) {
      actions.push({
        label: trans.__('Open again without my edits'),
        execute: reopen
      });
    }
    bar.warn({ cause, remedy }, actions);
  }

  /** The ways to keep what is in the editor. */
  private _ways(): BarAction[] {
    const { trans } = this._options;
    return [
      {
        label: trans.__('Save as copy'),
        execute: () => void this._copy()
      },
      {
        label: trans.__('Download my version'),
        execute: () => void this._download()
      }
    ];
  }

  /** Store beside the file; from then on it is the copy that is edited. */
  private async _copy(): Promise<void> {
    await this._idle();
    await this._store(true).catch(() => undefined); // It is shown.
  }

  private async _download(): Promise<void> {
    try {
      const { bytes } = await this._document(true);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([bytes], { type: MIME }));
      link.download = PathExt.basename(this._path);
      link.click();
      window.setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    } catch (error) {
      this._failed(error);
    }
  }

  private get _path(): string {
    return this._savedAs ?? this._options.context.localPath;
  }

  private _editor: DocxHandle | null = null;
  /** What the editor wrote when it had read the original. */
  private _base: Written | null = null;
  private _edits = 0;
  private _saved = 0;
  private _saving: Promise<void> | null = null;
  private _savedAs: string | null = null;
  private _isDisposed = false;
}
