/**
 * The editor component, dressed for JupyterLab. Nothing it does leaves for
 * another host.
 */
import { setGoogleFontsEnabled } from '@eigenpal/docx-editor-core';
import type { DocxEditorRef } from '@eigenpal/docx-editor-react';
import { DocxEditor } from '@eigenpal/docx-editor-react';
import '@eigenpal/docx-editor-react/styles.css';
import { undoDepth } from 'prosemirror-history';
import { TextSelection } from 'prosemirror-state';
import * as React from 'react';

import type { Moment } from './docx-changes';
import type { EditorTexts } from './docx-language';
import { typedTexts, typingPlugin } from './docx-typing';
import { withoutMedia } from './merge/media';

import '../../style/builtin-docx.css';

// It would ask Google for the fonts of a document, and so tell what is read.
setGoogleFontsEnabled(false);

/** What the panel does with the editor. */
export interface DocxHandle {
  /**
   * The document as the editor writes it now, its parts built upon those of
   * `original`.
   */
  write(original: ArrayBuffer): Promise<ArrayBuffer>;
  /** What it holds now; null when it is gone. */
  now(): Moment | null;
  /** The text that it holds now, by paragraphs. */
  texts(): string[];
  focus(): void;
  /** Tell screen readers what is edited. */
  describe(text: string, margin: string, readOnly: boolean): void;
  /** Whether the element is a part of it that stands outside of it. */
  owns(element: Element): boolean;
  /** The keyboard goes elsewhere. */
  leave(): void;
}

export interface DocxViewProps {
  buffer: ArrayBuffer;
  readOnly: boolean;
  isLight: boolean;
  focused: boolean;
  loading: string;
  /** The texts of the editor in the user's language, if it has them. */
  texts: EditorTexts;
  onReady(editor: DocxHandle): void;
  /** Save was chosen in the menu of the editor. */
  onSave(): void;
  onError(error: Error): void;
}

export function DocxView(props: DocxViewProps): React.JSX.Element {
  const editor = React.useRef<DocxEditorRef>(null);
  const ready = React.useRef(false);
  /** It tells of what we have it write, too. */
  const writing = React.useRef(false);
  const plugins = React.useMemo(() => [typingPlugin()], []);
  const onReady = React.useCallback(() => {
    // The view is there a little before the document is.
    if (!editor.current?.getAgent()) {
      requestAnimationFrame(onReady);
    } else if (!ready.current) {
      ready.current = true;
      props.onReady(handleOf(editor, writing));
    }
  }, []);
  return (
    <DocxEditor
      ref={editor}
      documentBuffer={props.buffer}
      colorMode={props.isLight ? 'light' : 'dark'}
      readOnly={props.readOnly}
      mode={props.readOnly ? 'viewing' : 'editing'}
      i18n={props.texts}
      showFileOpen={false}
      showHelpMenu={false}
      disableFindReplaceShortcuts={!props.focused}
      renderLogo={nothing}
      loadingIndicator={<p>{props.loading}</p>}
      externalPlugins={plugins}
      onEditorViewReady={onReady}
      onSave={() => {
        if (!writing.current) {
          props.onSave();
        }
      }}
      onError={props.onError}
    />
  );
}

/** The elements that are edited: the text, then headers and footers. */
function views(editor: React.RefObject<DocxEditorRef>): HTMLElement[] {
  const paged = editor.current?.getEditorRef();
  const found = [paged?.getView(), ...(paged?.getHfPmViews().values() ?? [])];
  return found.flatMap(view => (view ? [view.dom] : []));
}

function nothing(): null {
  return null;
}

function handleOf(
  editor: React.RefObject<DocxEditorRef>,
  writing: React.MutableRefObject<boolean>
): DocxHandle {
  return {
    write: async original => {
      const { lean, complete } = await withoutMedia(original);
      const own = editor.current?.getAgent()?.getDocument();
      if (!editor.current || !own) {
        throw new Error('there is no document');
      }
      // Else each document written would hold the pictures once more.
      own.originalBuffer = lean.slice(0);
      writing.current = true;
      try {
        const written = await editor.current.save({ selective: false });
        if (!written) {
          throw new Error('the document could not be written');
        }
        return await complete(written);
      } finally {
        writing.current = false;
        // What it does without us shall have the pictures.
        const document = editor.current?.getAgent()?.getDocument();
        if (document) {
          document.originalBuffer = original.slice(0);
        }
      }
    },
    now: () => {
      const paged = editor.current?.getEditorRef();
      const view = paged?.getView();
      if (!editor.current || !paged || !view) {
        return null;
      }
      const views = new Map([['', view], ...paged.getHfPmViews()]);
      return {
        texts: new Map(
          [...views].map(([name, { state }]) => [
            name,
            { content: state.doc, edited: undoDepth(state) > 0 }
          ])
        ),
        comments: editor.current.getComments()
      };
    },
    texts: () => {
      const paged = editor.current?.getEditorRef();
      const views = [
        paged?.getView(),
        ...(paged?.getHfPmViews().values() ?? [])
      ];
      return views.flatMap(view => (view ? typedTexts(view.state.doc) : []));
    },
    focus: () => editor.current?.focus(),
    describe: (text, margin, readOnly) => {
      for (const [place, dom] of views(editor).entries()) {
        dom.setAttribute('role', 'textbox');
        dom.setAttribute('aria-multiline', 'true');
        dom.setAttribute('aria-label', place === 0 ? text : margin);
        dom.setAttribute('aria-readonly', `${readOnly}`);
      }
    },
    // What has the keyboard is hidden in the body of the page.
    owns: element => views(editor).some(dom => dom.contains(element)),
    leave: () => {
      // A marked table would be deleted by Delete pressed anywhere.
      const view = editor.current?.getEditorRef()?.getView();
      if (view && '$anchorCell' in view.state.selection) {
        const { doc, selection, tr } = view.state;
        const place = doc.resolve(selection.from);
        view.dispatch(tr.setSelection(TextSelection.near(place)));
      }
    }
  };
}
