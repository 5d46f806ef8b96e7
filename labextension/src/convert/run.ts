/**
 * Converts files one after another: into files beside them, or for a download.
 */
import { PathExt } from '@jupyterlab/coreutils';

import { troubleOf } from '../server/errors';
import type { Office } from '../application/services';
import type { ConversionJob } from '../server/types';
import { askPassword, askTarget, nameOf } from './dialogs';
import { download } from './download';
import { Progress } from './progress';
import { targetsOf } from './targets';

export type Delivery = 'folder' | 'browser';

/**
 * Convert `paths` to the format `to`, or to what the user chooses. Answers with
 * what was made; of anything that failed the user is told.
 */
export async function convert(
  office: Office,
  paths: string[],
  delivery: Delivery,
  to?: string
): Promise<ConversionJob[]> {
  const possible = targetsOf(office.status.formats, paths);
  const target =
    to && possible.includes(to)
      ? to
      : await askTarget(office, paths, words(office, paths, delivery));
  return target ? new Run(office, paths, delivery, target).work() : [];
}

/** The title and the button of the question for the format. */
function words(
  { trans }: Office,
  paths: string[],
  delivery: Delivery
): { title: string; okLabel: string } {
  const name = PathExt.basename(paths[0]);
  if (delivery === 'folder') {
    return {
      title:
        paths.length === 1
          ? trans.__('Convert “%1”', name)
          : trans._n('Convert %1 file', 'Convert %1 files', paths.length),
      okLabel: trans.__('Convert')
    };
  }
  return {
    title:
      paths.length === 1
        ? trans.__('Download “%1” in another format', name)
        : trans._n(
            'Download %1 file in another format',
            'Download %1 files in another format',
            paths.length
          ),
    okLabel: trans.__('Download')
  };
}

class Run {
  constructor(
    private readonly _office: Office,
    private readonly _paths: string[],
    private readonly _delivery: Delivery,
    private readonly _to: string
  ) {
    const { trans, language } = _office;
    this._progress = new Progress(trans, language, this._message(0), () =>
      this._giveUp()
    );
  }

  async work(): Promise<ConversionJob[]> {
    for (const [index, path] of this._paths.entries()) {
      if (this._cancelled) {
        break;
      }
      try {
        const job = await this._convert(index, path);
        if (job.state === 'done') {
          this._done.push(job);
          if (this._delivery === 'browser') {
            download(this._office.requests, job.id);
          }
        } else if (job.error) {
          this._failed(path, job.error.cause, job.error.remedy);
        }
      } catch (error) {
        const { cause, remedy } = troubleOf(error);
        this._failed(path, cause, remedy);
      }
    }
    this._report();
    return this._done;
  }

  /** Convert one file; its password is asked for as often as the user tries. */
  private async _convert(index: number, path: string): Promise<ConversionJob> {
    const { requests, language } = this._office;
    const folder =
      this._delivery === 'folder' ? PathExt.dirname(path) : undefined;
    for (let password: string | undefined; ;) {
      let job = await requests.convert({
        path,
        to: this._to,
        folder,
        password,
        region: language.includes('-') ? language : undefined
      });
      this._job = job.id;
      while (job.state === 'running' && !this._cancelled) {
        const done = (index + job.percent / 100) / this._paths.length;
        this._progress.update(this._message(index), done);
        job = await requests.conversion(job.id);
      }
      this._job = null;
      if (this._cancelled || job.error?.error !== 'password') {
        return job;
      }
      const given = await askPassword(this._office, path, job.error.cause);
      if (given === null) {
        return { ...job, error: null };
      }
      password = given;
    }
  }

  private _giveUp(): void {
    this._cancelled = true;
    if (this._job) {
      void this._office.requests.giveUp(this._job).catch(() => undefined);
    }
  }

  private _failed(path: string, cause: string, remedy: string): void {
    const reason = [cause, remedy].filter(Boolean).join(' ');
    this._reasons.push(
      this._paths.length === 1 ? reason : `${path}: ${reason}`
    );
  }

  private _message(index: number): string {
    const { trans } = this._office;
    const name = PathExt.basename(this._paths[index]);
    const format = nameOf(this._office, this._to);
    return this._paths.length === 1
      ? trans.__('Converting “%1” to %2…', name, format)
      : trans.__(
          'Converting %1 of %2 to %3: “%4”…',
          index + 1,
          this._paths.length,
          format,
          name
        );
  }

  private _report(): void {
    const { trans } = this._office;
    const count = this._done.length;
    const [first] = this._done;
    if (this._reasons.length > 0) {
      this._progress.fail(
        this._paths.length === 1
          ? trans.__(
              '“%1” could not be converted.',
              PathExt.basename(this._paths[0])
            )
          : trans.__(
              '%1 of %2 files could not be converted.',
              this._reasons.length,
              this._paths.length
            ),
        this._reasons
      );
    } else if (count === 0 || this._delivery === 'browser') {
      this._progress.dismiss(); // The browser shows its downloads.
    } else if (count === 1) {
      const { path } = first;
      this._progress.succeed(
        trans.__('“%1” was made.', first.name),
        path ? () => this._office.open(path) : undefined
      );
    } else {
      this._progress.succeed(
        trans._n('%1 file was made.', '%1 files were made.', count)
      );
    }
  }

  private readonly _progress: Progress;
  private readonly _done: ConversionJob[] = [];
  private readonly _reasons: string[] = [];
  private _job: string | null = null;
  private _cancelled = false;
}
