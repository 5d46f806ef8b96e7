/**
 * What the plugins of this extension give each other. Not for other extensions:
 * theirs is `tokens.ts`.
 */
import type { IWidgetTracker } from '@jupyterlab/apputils';
import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';

import type { OfficeDocument } from '../documents/document-widget';
import type { ConnectionCheck, Office } from './services';

export interface IRunningOffice {
  readonly office: Office;
  readonly tracker: IWidgetTracker<OfficeDocument>;
  /** Emits when the user's settings have changed. */
  readonly settingsChanged: ISignal<unknown, void>;
  /** Resolves once the user's settings are known, or cannot be. */
  readonly settingsLoaded: Promise<void>;
  /** From now on the check of the connection is offered where it may help. */
  offerCheck(check: ConnectionCheck): void;
}

/** Null while the server extension cannot be reached. */
export const IRunningOffice = new Token<IRunningOffice>(
  'jupyter-onlyoffice:IRunningOffice',
  'Internal to this extension.'
);
