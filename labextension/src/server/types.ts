/**
 * What the server says, and what it is asked.
 */

/** A trouble in words for a person: what happened and what to do. */
export interface Trouble {
  /** A category, or what the front end asks about. */
  code: string;
  /** The row of the table: "room.reason". */
  reason?: string;
  cause: string;
  remedy: string;
  /** A copy that can be edited: its format, and its path once it was made. */
  copy?: { to: string; made: string | null };
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
  /** Of these the one to work on a copy in; empty where it is edited itself. */
  working: string;
}

/** Why a save did not reach the file. */
export interface Failure extends Trouble {
  at: string;
}

/** What the server holds of edits that are not in their file. */
export interface Waiting {
  path: string;
  key: string;
  /** A save that failed; a copy, or a loss, that the user was not told of. */
  state: 'failed' | 'copied' | 'gone';
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
  /** The id of the user, as events and Docs name them. */
  user?: string;
  document?: DocumentStatus | null;
}

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
  /** Whether its authors have to choose between `savedAs` and the file. */
  conflict?: boolean;
  /** The ids of those who edited; nobody, when Docs did not tell. */
  authors?: string[];
  cause: string | null;
  remedy: string | null;
  /** The row of the table that tells it. */
  reason?: string | null;
}
