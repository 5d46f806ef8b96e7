/**
 * What a document is opened for, and the server's answers: `GET onlyoffice/open`.
 */
import type { Failure, Trouble } from '../server/types';

/** What a document is opened for. `embedded`: a view with nothing around it. */
export type Mode = 'edit' | 'review' | 'comment' | 'fill' | 'view' | 'embedded';

/** Query of `GET onlyoffice/open`. */
export interface OpenQuery {
  /** Left out, a document is edited, and a form filled. */
  mode?: Mode;
  /** The key under which the tab had the document open. */
  key?: string;
  /** A key that has ended, as Docs says. */
  over?: string;
  lang?: string;
  theme?: 'light' | 'dark';
  settings?: string;
  favorite?: string;
  action?: string;
  /** Whether the answer may be a question: if it is open yet, or in any case. */
  ask?: 'once' | 'again';
}

/** How the user works on a document of which Docs does not keep all. */
export type How = 'edit' | 'copy' | 'view';

/** Answer of `GET onlyoffice/open` when the user has to choose that. */
export interface Question {
  editor: 'ask';
  path: string;
  /** Extension of the document, and of a copy that keeps everything. */
  format: string;
  copy: string;
  /** What was chosen before, and the copy if there is one. */
  chosen: How | null;
  made: string | null;
}

/** Answer of `GET onlyoffice/open` when the user works on a copy. */
export interface CopyAnswer {
  editor: 'copy';
  path: string;
}

/** Answer of `GET onlyoffice/open` when a Docs server is configured. */
export interface DocsAnswer {
  editor: 'docs';
  path: string;
  mode: Mode;
  /** All that the user may open it for, the most first. */
  modes: Mode[];
  notice: Trouble | null;
  apiUrl: string;
  key: string;
  forceSave: boolean;
  storedAt: string | null;
  savedAs: string | null;
  /** The copy with the edits, while the user has to choose. */
  conflict: string | null;
  failure: Failure | null;
  /** The features of the editor that the user may use; see `features/`. */
  can: string[];
  /** The signed configuration, to be given to api.js as it is. */
  config: Record<string, unknown>;
}

/** Answer of `GET onlyoffice/open` when no Docs server is configured. */
export interface BuiltinAnswer {
  editor: 'builtin';
  path: string;
  mode: Mode;
  notice: Trouble | null;
  /** docx: the bytes, for editing; pdf: a faithful view; missing: a converter is needed. */
  kind: 'docx' | 'pdf' | 'missing';
  version: string;
  /** Relative to the base URL of the server. */
  contentUrl: string;
  missing: Trouble | null;
  /** docx: where its pages are, if they can be made. */
  pagesUrl?: string | null;
  /** pdf: whether its bookmarks are the sheets of a workbook. */
  sheets?: boolean;
  /** pdf: how many pages are made, whatever more there is; null: all. */
  mostPages?: number | null;
}

export type OpenAnswer = DocsAnswer | BuiltinAnswer | Question | CopyAnswer;
