/**
 * Notices that the file of a tab in front was changed, renamed or deleted by
 * somebody else. Without a Docs server nobody tells, so the tab asks.
 */
import type { Requests } from '../server/requests';
import type { Shown } from './panel-body';

/**
 * Milliseconds between two looks. What two looks in a row see is believed: a
 * program may still be writing.
 */
const PERIOD = 2000;

const GONE = 404;

export interface FileNews {
  /** What is shown; null while nothing is, or nobody looks. */
  shown(): Shown | null;
  /** The file is of another version. */
  changed(): void;
  /** The file is at `path` now. */
  moved(path: string): void;
  /** The file is not there any more. */
  gone(): void;
  /** It is there again, as it was. */
  back(): void;
}

type Versions = Pick<Requests, 'json'>;

export class FileWatch {
  constructor(
    private readonly _requests: Versions,
    private readonly _news: FileNews
  ) {
    this._timer = setInterval(() => this.look(), PERIOD);
  }

  /** Look now. */
  look(): void {
    const shown = this._news.shown();
    const isHidden =
      typeof document !== 'undefined' && document.visibilityState === 'hidden';
    if (shown && !isHidden && !this._looking) {
      this._looking = this._look(shown).finally(() => {
        this._looking = null;
      });
    }
  }

  /** Resolves when the look that is under way has ended. */
  async idle(): Promise<void> {
    await this._looking;
  }

  dispose(): void {
    this._isDisposed = true;
    clearInterval(this._timer);
  }

  private async _look(shown: Shown): Promise<void> {
    const seen = await this._see(shown);
    const now = this._news.shown();
    // What was shown anew, or stored, meanwhile was not what was looked at.
    if (
      seen === null ||
      this._isDisposed ||
      now?.version !== shown.version ||
      now.path !== shown.path
    ) {
      return;
    }
    if (seen.path !== shown.path && seen.version !== GONE_VERSION) {
      this._news.moved(seen.path);
    }
    const isNew = seen.version !== shown.version;
    const isBelieved = seen.version === this._seen;
    this._seen = seen.version;
    if (isNew && isBelieved && this._told !== seen.version) {
      this._told = seen.version;
      if (seen.version === GONE_VERSION) {
        this._news.gone();
      } else {
        this._news.changed();
      }
    } else if (!isNew) {
      if (this._told === GONE_VERSION) {
        this._news.back();
      }
      this._told = null;
    }
  }

  /** Null when the server does not tell. */
  private async _see({ path, version }: Shown): Promise<Seen | null> {
    // It is searched for once: that takes the server some work.
    const search = this._seen === GONE_VERSION && this._told !== GONE_VERSION;
    try {
      return await this._requests.json<Seen>(
        'onlyoffice/builtin/version',
        {},
        {
          path,
          version,
          search: search ? '1' : undefined,
          no_track_activity: '1' // Nobody does anything: the server may be idle.
        }
      );
    } catch (error) {
      const { status } = error as { status?: number };
      return status === GONE ? { path, version: GONE_VERSION } : null;
    }
  }

  private _looking: Promise<void> | null = null;
  /** The version that the last look saw. */
  private _seen: string | null = null;
  /** The version that was told of. */
  private _told: string | null = null;
  private _isDisposed = false;
  private readonly _timer: ReturnType<typeof setInterval>;
}

interface Seen {
  path: string;
  version: string;
}

/** In the place of the version of a file that is not there. */
const GONE_VERSION = '';
