/**
 * A .docx in the editor: loads it, tells whether it has unsaved edits, and puts
 * them into the file without touching anything else in it.
 */
import { PathExt } from '@jupyterlab/coreutils';
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import * as React from 'react';
import type { Root } from 'react-dom/client';
import { createRoot } from 'react-dom/client';

import { RequestError, troubleOf } from '../errors';
import type { BarAction } from './bar';
import type { Body, BodyOptions } from './body';
import { ChangeWatcher } from './docx-changes';
import { loadFonts } from './docx-fonts';
import type { EditorTexts } from './docx-language';
import { editorTexts } from './docx-language';
import { markBroken } from './docx-images';
import { guardKeys } from './docx-keys';
import { mergedDocument } from './docx-merge';
import { placeMenus } from './docx-place';
import { describeObjects } from './docx-words';
import type { DocxHandle } from './docx-view';
import { DocxView } from './docx-view';
import { unknownIn } from './merge/package';
import { trouble } from '../troubles/row';
import { BUILTIN } from '../troubles/builtin';

const MIME =
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
/** While an edit would be taken for a part of the document. */
const PREPARING = 'jp-mod-preparing';

const VERSION_HEADER = 'X-Onlyoffice-Version';

interface PutAnswer {
  path: string;
  version: string;
  storedAt: string;
  savedAs: string | null;
}

/** Load the document and make its editor. Throws RequestError. */
export async function createDocxBody(options: BodyOptions): Promise<Body> {
  const { answer, language, requests } = options;
  const texts = editorTexts(language);
  const response = await requests.request(answer.contentUrl);
  const version = response.headers.get(VERSION_HEADER);
  const content = await response.arrayBuffer();
  await loadFonts(content).catch(() => undefined); // The editor tells what is wrong.
  return new DocxBody(
    options,
    content,
    version ? decodeURIComponent(version) : answer.version,
    await texts
  );
}

class DocxBody extends Widget implements Body {
  constructor(
    private readonly _options: BodyOptions,
    /** What is in the file. */
    private _original: ArrayBuffer,
    private _version: string,
    private readonly _texts: EditorTexts
  ) {
    super();
    this.addClass('jp-OnlyOffice-docx');
    this.addClass(PREPARING);
    this._loaded = _original.slice(0);
    this._isLight = _options.isLight;
    this._places = placeMenus(this.node);
    this._keys = guardKeys({
      owns: element =>
        this.node.contains(element) || !!this._editor?.owns(element),
      save: () => void this.save().catch(() => undefined),
      focusChanged: focused => {
        if (focused !== this._focused) {
          this._focused = focused;
          this._render();
          if (!focused) {
            this._editor?.leave();
          }
        }
      }
    });
  }

  look(): void {
    this._watcher?.look();
  }

  /** Put the edits into the file. Resolves at once when there are none. */
  async save(): Promise<void> {
    while (this._saving) {
      await this._saving.catch(() => undefined);
    }
    this.look();
    if (this._edits === this._saved || this.isDisposed) {
      return;
    }
    this._saving = this._store(false);
    try {
      await this._saving;
    } finally {
      this._saving = null;
    }
  }

  setLight(isLight: boolean): void {
    this._isLight = isLight;
    this._render();
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._keys.dispose();
    this._watcher?.dispose();
    this._places.dispose();
    // Not while React itself is at work.
    const root = this._root;
    window.setTimeout(() => root?.unmount(), 0);
    super.dispose();
  }

  protected override onBeforeAttach(msg: Message): void {
    super.onBeforeAttach(msg);
    // Such events do not bubble.
    this.node.addEventListener('error', markBroken, true);
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this._root ??= createRoot(this.node);
    this._render();
  }

  protected override onActivateRequest(): void {
    this._editor?.focus();
  }

  private _render(): void {
    const { answer, trans } = this._options;
    this._root?.render(
      <DocxView
        buffer={this._loaded}
        readOnly={answer.mode === 'view'}
        isLight={this._isLight}
        focused={this._focused}
        onReady={editor => void this._ready(editor)}
        onSave={() => void this.save().catch(() => undefined)}
        onError={error => this._broken(error)}
        loading={trans.__('Loading…')}
        texts={this._texts}
      />
    );
  }

  /** The editor has read the document: remember how it writes it, unedited. */
  private async _ready(editor: DocxHandle): Promise<void> {
    const { answer, bar, onState, trans } = this._options;
    this._editor = editor;
    try {
      if (answer.mode === 'edit') {
        this._base = await editor.write(this._original);
        const unknown = await unknownIn(this._original, this._base);
        if (unknown.size > 0) {
          bar.tell(
            trans.__(
              'The built-in editor does not show everything in this document: %1. It stays in the file when you save.',
              describeObjects(unknown, trans)
            )
          );
        }
      }
    } catch (error) {
      console.error('ONLYOFFICE: the built-in editor', error);
      this._broken(error as Error);
      return;
    }
    this.removeClass(PREPARING);
    this._watcher = new ChangeWatcher(
      () => editor.now(),
      () => this._changed()
    );
    onState(this._edits > 0 ? { kind: 'unsaved' } : { kind: 'clean' });
    // Not when the user has begun to type elsewhere meanwhile.
    const { activeElement, body } = document;
    const tab = this.node.closest('.jp-OnlyOffice');
    if (
      this.isVisible &&
      (activeElement === body || tab?.contains(activeElement))
    ) {
      editor.focus();
    }
  }

  private _changed(): void {
    if (this._options.answer.mode === 'edit') {
      this._edits += 1;
      if (!this._saving) {
        this._options.onState({ kind: 'unsaved' });
      }
    }
  }

  private _broken(error: Error): void {
    const { bar, reopen, trans } = this._options;
    bar.warn(trouble(BUILTIN, 'docx.broken', trans, error.message), [
      { label: trans.__('Open again'), execute: reopen }
    ]);
  }

  private async _store(asCopy: boolean): Promise<void> {
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
        this._edits > edits
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
  ): Promise<{ bytes: ArrayBuffer; written: ArrayBuffer }> {
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
    const actions: BarAction[] = [
      {
        label: trans.__('Save as copy'),
        execute: () => void this._copy()
      },
      {
        label: trans.__('Download my version'),
        execute: () => void this._download()
      }
    ];
    if (status === 409) {
      actions.push({
        label: trans.__('Open again without my edits'),
        execute: reopen
      });
    }
    bar.warn({ cause, remedy }, actions);
  }

  /** Store beside the file; from then on it is the copy that is edited. */
  private async _copy(): Promise<void> {
    while (this._saving) {
      await this._saving.catch(() => undefined);
    }
    this._saving = this._store(true);
    await this._saving.catch(() => undefined);
    this._saving = null;
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

  private _isLight: boolean;
  private _focused = false;
  private _root: Root | null = null;
  private _editor: DocxHandle | null = null;
  /** What the editor wrote when it had read the original. */
  private _base: ArrayBuffer | null = null;
  /** What the editor is given; it may keep and change it. */
  private readonly _loaded: ArrayBuffer;
  private _edits = 0;
  private _saved = 0;
  private _saving: Promise<void> | null = null;
  private _savedAs: string | null = null;
  private _watcher: ChangeWatcher | null = null;
  private readonly _keys: { dispose(): void };
  private readonly _places: { dispose(): void };
}
