/**
 * The words of the status line.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Mode } from '../documents/open-answer';
import type { SaveState } from './save-state';

/** The little sign before the text. */
export type Tone = 'busy' | 'good' | 'open' | 'bad' | 'plain';

export interface Words {
  tone: Tone;
  text: string;
  /** The longer story, for the tooltip. */
  title: string;
}

type Trans = Pick<TranslationBundle, '__'>;

/** Hour and minute as the reader writes them; the date too unless it is today. */
export function clock(at: Date, now: Date, language?: string): string {
  const today = at.toDateString() === now.toDateString();
  return at.toLocaleString(language, {
    timeStyle: 'short',
    dateStyle: today ? undefined : 'medium'
  });
}

/** The other people in the document: `names` without one of my own. */
export function others(names: string[], own: string[]): string[] {
  const mine = names.findIndex(name => own.includes(name));
  return names.filter((_, index) => index !== mine);
}

/** What one does in a document that has no edits yet. */
function doing(mode: Mode, trans: Trans): string {
  switch (mode) {
    case 'edit':
      return trans.__('Editing');
    case 'review':
      return trans.__('Reviewing');
    case 'comment':
      return trans.__('Commenting');
    case 'fill':
      return trans.__('Filling the form');
    default:
      return trans.__('Viewing');
  }
}

/** Put the state of the edits into words. */
export function wordsOf(
  state: SaveState,
  mode: Mode,
  trans: Trans,
  now: Date,
  language?: string
): Words {
  switch (state.kind) {
    case 'loading':
      return { tone: 'busy', text: trans.__('Loading…'), title: '' };
    case 'clean':
      return { tone: 'plain', text: doing(mode, trans), title: '' };
    case 'unsaved':
      return {
        tone: 'open',
        text: trans.__('Unsaved changes'),
        title: trans.__('The last edit is in this browser only.')
      };
    case 'held':
      if (state.atClose) {
        return {
          tone: 'open',
          text: trans.__('Held by Docs until the document is closed'),
          title: trans.__(
            'The Docs server has every edit. On this server the file gets them when the document is closed (c.OnlyOffice.force_save is off).'
          )
        };
      }
      return {
        tone: 'open',
        text: trans.__('Held by Docs, not yet in the file'),
        title: trans.__(
          'The Docs server has every edit. The file gets them with the next save, at the latest when the document is closed.'
        )
      };
    case 'saving':
      return { tone: 'busy', text: trans.__('Saving…'), title: '' };
    case 'stored': {
      const time = clock(state.at, now, language);
      return state.savedAs
        ? {
            tone: 'good',
            text: trans.__(
              'Stored at %1 in a copy: %2',
              time,
              state.savedAs.split('/').pop()
            ),
            title: state.savedAs
          }
        : {
            tone: 'good',
            text: trans.__('Stored at %1', time),
            title: trans.__('Every edit made in this tab is in the file.')
          };
    }
    case 'failed':
      return {
        tone: 'bad',
        text: trans.__('Failed: %1', [state.cause, state.remedy].join(' — ')),
        title: [state.cause, state.remedy].join(' ')
      };
    case 'closed':
      return { tone: 'plain', text: trans.__('Not open'), title: '' };
  }
}
