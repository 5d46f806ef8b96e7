/**
 * Save events of the server, out of JupyterLab's stream of events.
 */
import type { Event } from '@jupyterlab/services';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { inLanguage } from './errors';
import type { SaveEvent } from './types';

const SCHEMA = 'https://events.jupyter.org/jupyter_onlyoffice/save/v1';
const MENTION = 'https://events.jupyter.org/jupyter_onlyoffice/mention/v1';

/** Call `handle` when people were mentioned in a comment. */
export function onMention(events: Event.IManager, handle: () => void): void {
  events.stream.connect((_, emission) => {
    if (emission.schema_id === MENTION) {
      handle();
    }
  });
}

/** A signal with the save events of all documents. */
export function saveEvents(events: Event.IManager): ISignal<object, SaveEvent> {
  const owner = {};
  const signal = new Signal<object, SaveEvent>(owner);
  events.stream.connect((_, emission) => {
    if (emission.schema_id === SCHEMA) {
      const event = structuredClone(emission) as unknown as SaveEvent;
      signal.emit(inLanguage(event)); // Others get the same emission.
    }
  });
  return signal;
}
