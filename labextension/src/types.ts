/**
 * What the server says and what the parts of the front end agree on.
 */
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';

import type { Requests } from './requests';

/** A trouble in words for a person: what happened and what to do. */
export interface Trouble {
  /** A category, or what the front end asks about. */
  code: string;
  /** The row of the table: "room.reason". */
  reason?: string;
  cause: string;
  remedy: string;
}

/** Kinds of document; the first three have an editor of their own in Docs. */
export type Kind = 'word' | 'cell' | 'slide' | 'pdf' | 'diagram';

/** One row of the server's table of formats. */
export interface Format {
  ext: string;
  kind: Kind;
  label: string;
  mime: string[];
  edit: boolean;
  /** An edit loses what Docs does not support of the format. */
  lossy: boolean;
  review: boolean;
  comment: boolean;
  fill: boolean;
  /** A double click opens it. */
  default: boolean;
  /** What Docs converts it to, the most wanted first. */
  targets: string[];
}

/** Why a save did not reach the file. */
export interface Failure extends Trouble {
  at: string;
}

/** Where edits are that the file lacks. */
export type Place = 'server' | 'docs' | 'browser';

/** What the server holds of edits that are not in their file. */
export interface Waiting {
  path: string;
  key: string;
  /** A save that failed, or a copy that nobody was told of. */
  state: 'failed' | 'copied';
  cause: string | null;
  remedy: string | null;
  at: string;
  /** Whether they are on the server's own disk, and not with Docs only. */
  here: boolean;
  savedAs: string | null;
  conflict: boolean;
}

/** What the server knows of one document. */
export interface DocumentStatus {
  path: string;
  key: string;
  state: 'editing' | 'idle' | 'failed';
  users: string[];
  storedAt: string | null;
  savedAs: string | null;
  /** The copy with the edits, while the user has to choose. */
  conflict: string | null;
  failure: Failure | null;
}

/** Answer of `GET onlyoffice/status`. */
export interface ServerStatus {
  version: string;
  editor: 'docs' | 'builtin';
  forceSave: boolean;
  /** Whether the administrator allows links for guests. */
  shareLinks: boolean;
  apiUrl: string | null;
  problems: Trouble[];
  formats: Format[];
  /** Extensions of what can be created. */
  create: string[];
  waiting: Waiting[];
  document?: DocumentStatus | null;
}

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
}

export type OpenAnswer = DocsAnswer | BuiltinAnswer | Question | CopyAnswer;

/** Body of `POST onlyoffice/convert`. */
export interface ConversionWish {
  path: string;
  to: string;
  /** Where the result goes; left out, it is for a download. */
  folder?: string;
  password?: string;
  /** For dates and numbers: a BCP 47 tag with a region. */
  region?: string;
}

/** How a conversion stands. */
export interface ConversionJob {
  id: string;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  percent: number;
  /** The new file, if it is stored. */
  path: string | null;
  name: string;
  error: { error: string; cause: string; remedy: string } | null;
}

/** What the user picks for the editor. */
export type Picked = 'image' | 'document' | 'spreadsheet';

/** How a workbook says where its values come from. */
export interface ReferenceQuery {
  referenceData?: unknown;
  path?: string;
}

/** Answer of `POST onlyoffice/forcesave`. */
export interface ForceSaveAnswer {
  state: 'stored' | 'unchanged' | 'pending';
  storedAt: string | null;
  savedAs: string | null;
}

/** Which version of a document stays, when it was changed on disk as well. */
export type Choice = 'mine' | 'theirs' | 'both';

/** Answer of `POST onlyoffice/resolve`. */
export interface Resolved {
  choice: Choice;
  /** The copy that holds the other version, if there is one. */
  savedAs: string | null;
}

/** A file that documents can be made of. */
export interface Template {
  /** The administrator's, or in a folder of the user's. */
  source: 'server' | 'folder';
  path: string;
  /** Its name without extension. */
  name: string;
  /** Extension of the documents that are made of it. */
  type: string;
}

/** Answer of `GET onlyoffice/templates`. */
export interface Offered {
  templates: Template[];
  /** The name that a new document of each type would get. */
  names: Record<string, string>;
  /** Why the templates of the user's folder are missing. */
  problem: Trouble | null;
}

/** Body of `POST onlyoffice/create`. */
export interface NewDocument {
  /** The folder. */
  path: string;
  type?: string;
  template?: Pick<Template, 'source' | 'path'>;
  /** Without it the document gets a default name. */
  name?: string;
  lang: string;
  paper: string;
}

/** Answer of `POST onlyoffice/create`. */
export interface Created {
  path: string;
  name: string;
}

export type ShareMode = 'view' | 'comment' | 'edit';

/** A link by which a guest opens one document. */
export interface Share {
  id: string;
  path: string;
  mode: ShareMode;
  expiresAt: string;
  /** Relative to the base URL of the server. */
  url: string;
}

/** A comment in which the user is mentioned. */
export interface Mention {
  number: number;
  path: string;
  sender: string;
  message: string;
  /** The place of the comment, as Docs describes it. */
  action: unknown;
  at: string;
}

/** Data of the event `jupyter_onlyoffice/save/v1`. */
export interface SaveEvent {
  path: string;
  key: string;
  state: 'stored' | 'failed' | 'copied' | 'users' | 'changed' | 'moved';
  at: string;
  users: string[];
  savedAs: string | null;
  /** Whether the user has to choose between `savedAs` and the file. */
  conflict?: boolean;
  cause: string | null;
  remedy: string | null;
  /** The row of the table that tells it. */
  reason?: string | null;
}

/**
 * The truth about an open document, as the status line of its tab tells it.
 *
 * `loading`: not ready yet. `clean`: ready, no edit. `unsaved`: an edit that
 * only this browser has. `held`: the editor's server has the edit, the file has
 * not; it gets it only when the document is closed (`atClose`). `saving`: asked for, no answer yet. `stored`: in the file (`at`), or in
 * a copy beside it (`savedAs`). `failed`: not stored, and why. `closed`: no
 * editor runs.
 */
export type SaveState =
  | { kind: 'loading' }
  | { kind: 'clean' }
  | { kind: 'unsaved' }
  | { kind: 'held'; atClose?: boolean }
  | { kind: 'saving' }
  | { kind: 'stored'; at: Date; savedAs?: string | null }
  | {
      kind: 'failed';
      cause: string;
      remedy: string;
      retry: boolean;
      /** Where the edits are; undefined: in this browser only. */
      place?: Place;
    }
  | { kind: 'closed' };

/** What `createBuiltinPanel` of `./builtin` is given. */
export interface BuiltinOptions {
  answer: BuiltinAnswer;
  context: DocumentRegistry.Context;
  trans: TranslationBundle;
  /** Language of the interface as BCP 47. */
  language: string;
  requests: Requests;
  isLight: boolean;
  /** To be called with every change of state; shown in the status line. */
  onState(state: SaveState): void;
  /** To be called with the path at which the file was found. */
  onMoved(path: string): void;
}

/** The built-in editor or view, as the panel of the tab uses it. */
export interface BuiltinWidget extends Widget {
  /**
   * Save what is unsaved; called by Save, Ctrl+S and before the tab closes.
   * Resolves once the edits are in the file and rejects when they are not.
   */
  save(): Promise<void>;

  /** Tell now of an edit that was not told of yet. */
  look(): void;

  /** Follow JupyterLab's theme. */
  setLight?(isLight: boolean): void;
}
