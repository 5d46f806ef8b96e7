/**
 * What the editor of Docs can ask of its host, one module a feature.
 *
 * Docs reads once, when an editor is made, which events have a handler, and
 * shows the buttons that belong to them: a feature that the user may not use
 * gives no handler at all.
 */
import type { Office } from '../application/services';
import type { DocsAnswer } from '../documents/open-answer';
import type { DocumentTab } from '../documents/document-tab';

/** The editor and its document, as a feature works with them. */
export interface EditorHost {
  readonly office: Office;
  readonly panel: DocumentTab;
  /** What the server said when the document was opened; `can` names what the user may use. */
  readonly answer: DocsAnswer;
  /** Call a method of the editor, such as `setUsers`; nothing happens when it is gone. */
  call(method: string, ...args: unknown[]): void;
  /** Go on with the document as it is now, in an editor that starts anew. */
  renew(): Promise<void>;
  /**
   * The editor has left the document, to show something else until `renew`:
   * until then it does not follow what happens to the file.
   */
  leave(): void;
}

/** Handlers by the names of the events. A rejection is shown in the status line. */
export type Handlers = Record<
  string,
  (event: { data?: unknown }) => void | Promise<void>
>;

/** The handlers that a feature has for this document. */
export type Feature = (host: EditorHost) => Handlers;
