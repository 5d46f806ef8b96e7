/**
 * A .docx in the built-in editor: loads it, shows the editor, and tells of its
 * edits. Storing them is in `docx-store.ts`.
 */
import { PathExt } from '@jupyterlab/coreutils';
import type { Message } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import * as React from 'react';
import type { Root } from 'react-dom/client';
import { createRoot } from 'react-dom/client';

import type { Body, BodyOptions, Shown } from './panel-body';
import { ChangeWatcher } from './docx-changes';
import { loadFonts } from './docx-fonts';
import type { EditorTexts } from './docx-language';
import { editorTexts } from './docx-language';
import { markBroken } from './docx-images';
import { guardKeys } from './docx-keys';
import { mayFocus } from './focus';
import { placeMenus } from './docx-menu-position';
import { DocxStore } from './docx-store';
import { harmless } from './docx-values';
import { describeObjects } from './docx-object-names';
import type { DocxHandle } from './docx-view';
import { DocxView } from './docx-view';
import { checkPackage, SLOW_XML } from './docx-package';
import { shownPackage, unknownIn } from './merge/shown-package';
import { trouble } from '../messages/row';
import { BUILTIN } from '../messages/builtin';

/** While an edit would be taken for a part of the document. */
const PREPARING = 'jp-mod-preparing';

const VERSION_HEADER = 'X-Onlyoffice-Version';

/** Load the document and make its editor. Throws RequestError. */
export async function createDocxBody(options: BodyOptions): Promise<Body> {
  const { answer, language, requests } = options;
  const texts = editorTexts(language);
  const response = await requests.request(answer.contentUrl);
  const version = response.headers.get(VERSION_HEADER);
  const content = await response.arrayBuffer();
  const size = await checkPackage(content, options.trans);
  if (size >= SLOW_XML && answer.mode === 'edit') {
    options.bar.tell(
      options.trans.__(
        'This is a large document: opening it, each key and each save may take seconds.'
      )
    );
  }
  await loadFonts(content).catch(() => undefined); // The editor tells what is wrong.
  return new DocxBody(
    options,
    content,
    await harmless(await shownPackage(content)),
    version ? decodeURIComponent(version) : answer.version,
    await texts
  );
}

class DocxBody extends Widget implements Body {
  constructor(
    private readonly _options: BodyOptions,
    content: ArrayBuffer,
    shown: ArrayBuffer,
    version: string,
    private readonly _texts: EditorTexts
  ) {
    super();
    this.addClass('jp-OnlyOffice-docx');
    this.addClass(PREPARING);
    this._loaded = shown === content ? content.slice(0) : shown;
    this._store = new DocxStore(_options, content, version, () => this.look());
    this._isLight = _options.isLight;
    this._places = placeMenus(this.node);
    this._keys = guardKeys({
      host: _options.bar.node,
      refocus: () => this._editor?.focus(),
      owns: element =>
        this.node.contains(element) || !!this._editor?.owns(element),
      save: () => _options.onSave(),
      focusChanged: focused => {
        if (focused !== this._focused) {
          this._focused = focused;
          this._render();
          this._describe();
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

  save(): Promise<void> {
    return this._store.save();
  }

  shown(): Shown | null {
    this.look();
    return this._editor ? this._store.shown : null;
  }

  conflict(): void {
    // The server refuses it, and the user is asked which one stays.
    void this.save().catch(() => undefined);
  }

  gone(): void {
    this._store.gone();
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
    this._store.dispose();
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
        onSave={() => this._options.onSave()}
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
        const written = await this._store.begin(editor);
        const { counts, passages } = await unknownIn(
          this._store.original,
          written
        );
        if (counts.size > 0) {
          bar.tell(
            trans.__(
              'The built-in editor does not show everything in this document: %1. It stays in the file when you save.',
              describeObjects(counts, trans, passages)
            )
          );
        }
      }
    } catch (error) {
      console.error('ONLYOFFICE: the built-in editor', error);
      this._broken(error as Error);
      return;
    }
    this._describe();
    this.removeClass(PREPARING);
    this._watcher = new ChangeWatcher(
      () => editor.now(),
      () => this._changed()
    );
    onState(this._store.lags ? { kind: 'unsaved' } : { kind: 'clean' });
    if (mayFocus(this)) {
      editor.focus();
    }
  }

  /** For who hears the document: headers come later than the text. */
  private _describe(): void {
    const { answer, context, trans } = this._options;
    const name = PathExt.basename(context.localPath);
    this._editor?.describe(
      trans.__('Text of “%1”', name),
      trans.__('Header or footer of “%1”', name),
      answer.mode === 'view'
    );
  }

  private _changed(): void {
    if (this._options.answer.mode === 'edit') {
      this._store.changed();
    }
  }

  private _broken(error: Error): void {
    const { bar, fail, reopen, trans } = this._options;
    if (!this._editor) {
      console.error('ONLYOFFICE: the built-in editor', error);
      fail(trouble(BUILTIN, 'docx.damaged', trans));
      return;
    }
    bar.warn(trouble(BUILTIN, 'docx.broken', trans, error.message), [
      { label: trans.__('Open again'), execute: reopen }
    ]);
  }

  private _isLight: boolean;
  private _focused = false;
  private _root: Root | null = null;
  private _editor: DocxHandle | null = null;
  /** What the editor is given; it may keep and change it. */
  private readonly _loaded: ArrayBuffer;
  private readonly _store: DocxStore;
  private _watcher: ChangeWatcher | null = null;
  private readonly _keys: { dispose(): void };
  private readonly _places: { dispose(): void };
}
