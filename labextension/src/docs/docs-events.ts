/**
 * What an editor of Docs tells whoever has started it.
 */

export interface DocsEvents {
  /** The frame runs; the document is still loading. Comes again after a reload of the frame. */
  onFrame(): void;
  onReady(): void;
  /** The frame is not in the page any more, and nobody has closed the editor. */
  onGone(): void;
  /** An edit is in this browser only (true), or Docs has every edit (false). */
  onChange(unsaved: boolean): void;
  onError(code: number, description: string): void;
  onWarning(code: number, description: string): void;
  /** The mode that Docs granted. */
  onMode(mode: string): void;
  /** The editor waits for the user: a password, the delimiter of a CSV file. */
  onQuestion(): void;
  /** The user chose File > Close in the editor. */
  onClose(): void;
  /** The document has another key by now. */
  onOutdated(): void;
  /** The editor wants to be started anew as another type (desktop, mobile). */
  onRestart(): void;
}
