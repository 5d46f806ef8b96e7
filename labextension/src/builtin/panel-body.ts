/**
 * What stands in a built-in panel, and what it knows of its surroundings.
 */
import type { Widget } from '@lumino/widgets';

import type { BuiltinAnswer } from '../documents/open-answer';
import type { Trouble } from '../server/types';
import type { Bar } from './notice-bar';
import type { BuiltinOptions } from './widget';

export interface BodyOptions extends BuiltinOptions {
  answer: BuiltinAnswer;
  bar: Bar;
  /** Ask the server anew and start from the beginning. */
  reopen(): void;
  /** Nothing can be shown: say why in the place of the body. */
  fail(trouble: Trouble): void;
}

/** The file in a body. */
export interface Shown {
  path: string;
  version: string;
  /** Whether there are edits that the file lacks. */
  lags: boolean;
}

/** The editor or the view itself. */
export interface Body extends Widget {
  save?(): Promise<void>;
  /** Tell now of an edit that was not told of yet. */
  look?(): void;
  setLight?(isLight: boolean): void;
  /** What is shown; null while that is not known. */
  shown(): Shown | null;
  /** The file changed on disk since it was shown, and the edits are not in it. */
  conflict?(): void;
  /** The file is not there any more. */
  gone(): void;
}
