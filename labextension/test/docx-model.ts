/**
 * The document in the built-in editor without its view: read, edited and
 * written by the very code that does so in the browser.
 */
import type { Node, Schema } from 'prosemirror-model';
import { EditorState } from 'prosemirror-state';

interface Story {
  content: unknown[];
}

interface Package {
  styles: unknown;
  document: Story & { comments?: unknown[] };
  headers?: Map<string, Story>;
  footers?: Map<string, Story>;
}

interface Parsed {
  package: Package;
  originalBuffer?: ArrayBuffer;
}

const { parseDocx, repackDocx } = module.require(
  '@eigenpal/docx-editor-core'
) as {
  parseDocx(bytes: ArrayBuffer): Promise<Parsed>;
  repackDocx(document: Parsed): Promise<ArrayBuffer>;
};
const { injectReplyRangeMarkers } = module.require(
  '@eigenpal/docx-editor-core/docx'
) as { injectReplyRangeMarkers(content: unknown[], comments: unknown[]): void };
const conversion = module.require(
  '@eigenpal/docx-editor-core/prosemirror/conversion'
) as {
  toProseDoc(document: Parsed, options: { styles: unknown }): Node;
  headerFooterToProseDoc(content: unknown[], options: object): Node;
  fromProseDoc(doc: Node, document: Parsed): Parsed;
  proseDocToBlocks(doc: Node): unknown[];
};
const { ensureParaIdsInState, schema } = module.require(
  '@eigenpal/docx-editor-core/prosemirror'
) as {
  ensureParaIdsInState(state: EditorState): EditorState;
  schema: Schema;
};

/** The body, or a header or footer. */
interface Text {
  state: EditorState;
  story: Story | null;
  edited: boolean;
}

export class DocxModel {
  static async read(bytes: ArrayBuffer): Promise<DocxModel> {
    return new DocxModel(await parseDocx(bytes.slice(0)));
  }

  private constructor(private readonly _document: Parsed) {
    const { headers, footers, styles } = _document.package;
    const body = EditorState.create({
      doc: conversion.toProseDoc(_document, { styles }),
      schema
    });
    const add = (state: EditorState, story: Story | null) =>
      this._texts.push({ state, story, edited: false });
    add(ensureParaIdsInState(body), null);
    for (const story of [
      ...(headers?.values() ?? []),
      ...(footers?.values() ?? [])
    ]) {
      const doc = conversion.headerFooterToProseDoc(story.content, { styles });
      add(EditorState.create({ doc, schema }), story);
    }
  }

  /** The body, the headers and the footers. */
  get states(): EditorState[] {
    return this._texts.map(({ state }) => state);
  }

  /** Edit the body, the headers and the footers. */
  edit(change: (state: EditorState) => EditorState): void {
    for (const text of this._texts) {
      const state = change(text.state);
      text.edited ||= !state.doc.eq(text.state.doc);
      text.state = state;
    }
  }

  async write(original: ArrayBuffer): Promise<ArrayBuffer> {
    const own = this._document.package.document;
    for (const { state, story, edited } of this._texts) {
      if (!story) {
        const { document } = conversion.fromProseDoc(
          state.doc,
          this._document
        ).package;
        own.content = document.content;
      } else if (edited) {
        story.content = conversion.proseDocToBlocks(state.doc);
      }
    }
    injectReplyRangeMarkers(own.content, own.comments ?? []);
    this._document.originalBuffer = original.slice(0);
    return repackDocx(this._document);
  }

  private readonly _texts: Text[] = [];
}
