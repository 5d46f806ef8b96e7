/**
 * Whether a document was changed. The editor itself does not tell of everything:
 * not of edits of headers and footers, nor of answers to comments.
 */
import type { Node } from 'prosemirror-model';

/** What a document consists of at one moment; none of it is ever changed. */
export interface Moment {
  /** By name: "" is the body, the others are headers and footers. */
  texts: ReadonlyMap<string, Text>;
  comments: readonly unknown[];
}

export interface Text {
  content: Node;
  /** Whether something in it could be undone. */
  edited: boolean;
}

/** How often it is looked at, in ms: also menus and dialogs change documents. */
const INTERVAL = 250;

/** Looks for changes until disposed. */
export class ChangeWatcher {
  constructor(
    private readonly _now: () => Moment | null,
    private readonly _changed: () => void
  ) {
    this._last = _now();
    this._timer = window.setInterval(() => this.look(), INTERVAL);
    document.addEventListener('keyup', this._look, true);
  }

  /** Look now; tells of a change before it returns. */
  look(): void {
    const now = this._now();
    if (now && this._last && !same(this._last, now)) {
      this._last = now;
      this._changed();
    } else if (now) {
      this._last = now;
    }
  }

  dispose(): void {
    window.clearInterval(this._timer);
    document.removeEventListener('keyup', this._look, true);
  }

  private _last: Moment | null;
  private readonly _look = () => this.look();
  private readonly _timer: number;
}

function same(a: Moment, b: Moment): boolean {
  return (
    sameTexts(a.texts, b.texts) &&
    (a.comments === b.comments ||
      JSON.stringify(a.comments) === JSON.stringify(b.comments))
  );
}

/** Views of headers come and go with the pages. */
function sameTexts(a: Moment['texts'], b: Moment['texts']): boolean {
  return [...b].every(([name, { content, edited }]) => {
    const before = a.get(name)?.content;
    return before ? before === content || before.eq(content) : !edited; // It has come since, and may have been written in at once.
  });
}
