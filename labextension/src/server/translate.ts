/**
 * Says what the server tells in the user's language.
 *
 * The server's sentences come in English, and each into which something was
 * filled in also as it was before: the catalogue of the page has them by that.
 */
import type { Trans } from '../messages/row';

/** A sentence of the server, and what stands for the `{names}` in it. */
interface Said {
  text: string;
  values: Record<string, string | Said>;
}

/** What tells of a trouble in an answer or an event. */
interface Told {
  cause: string;
  remedy?: string | null;
  words?: { cause?: Said; remedy?: Said } | null;
}

/** Say every trouble in `answer` in the language of `trans`, in its place. */
export function translate(answer: unknown, trans: Trans): void {
  if (Array.isArray(answer)) {
    answer.forEach(value => translate(value, trans));
  } else if (answer && typeof answer === 'object') {
    if (isTold(answer)) {
      const { cause, remedy, words } = answer;
      answer.cause = say(words?.cause ?? plain(cause), trans);
      if (remedy) {
        answer.remedy = say(words?.remedy ?? plain(remedy), trans);
      }
    }
    for (const [name, value] of Object.entries(answer)) {
      if (name !== 'config' && name !== 'words') {
        translate(value, trans); // What is signed stays as it is.
      }
    }
  }
}

function isTold(found: object): found is Told {
  return 'cause' in found && typeof found.cause === 'string';
}

function plain(text: string): Said {
  return { text, values: {} };
}

function say(said: Said, trans: Trans): string {
  const text = said.text && trans.__(said.text);
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = said.values[name];
    return value === undefined
      ? whole
      : typeof value === 'string'
        ? say(plain(value), trans)
        : say(value, trans);
  });
}
