/**
 * What the editor's error and warning codes mean to a person.
 *
 * The codes are those of `Asc.c_oAscError.ID` in the editors of Docs; -4, -20,
 * -21, -23, -101 and -104 were measured with 9.3.
 */
import { DOCS } from '../messages/docs';
import type { Trans } from '../messages/row';
import { trouble } from '../messages/row';
import type { Trouble } from '../server/types';

const ERRORS = {
  '-2': 'docs-error.too-slow',
  '-3': 'docs-error.unreadable',
  '-82': 'docs-error.unreadable',
  '-85': 'docs-error.unreadable',
  '-4': 'docs-error.not-downloaded',
  '-19': 'docs-error.password',
  '-6': 'docs-error.database',
  '-8': 'docs-error.signature',
  '-20': 'docs-error.signature',
  '-21': 'docs-error.link-expired',
  '-22': 'docs-error.users',
  '-23': 'docs-error.not-allowed',
  '-18': 'docs-error.connection',
  '-100': 'docs-error.connection',
  '-120': 'docs-error.connection',
  '-121': 'docs-error.connection',
  '-122': 'docs-error.connection',
  '-83': 'docs-error.not-converted',
  '-84': 'docs-error.too-large'
} as const;

/**
 * The editor has stopped: it cannot be edited in any more, and does not send
 * what was typed last. It tells so as a warning once the document is open.
 */
const STOPPED = [-18, -25, -100, -102, -120, -121, -122];

/** Put an `onError` into cause and remedy. */
export function explainError(
  code: number,
  description: string,
  trans: Trans
): Trouble {
  const known = ERRORS[String(code) as keyof typeof ERRORS];
  if (known) {
    return trouble(DOCS, known, trans);
  }
  const said = plain(description);
  return said
    ? trouble(DOCS, 'docs-error.said', trans, said)
    : trouble(DOCS, 'docs-error.number', trans, String(code));
}

/** Put an `onWarning` into cause and remedy; null when nobody need know it. */
export function explainWarning(
  code: number,
  description: string,
  trans: Trans,
  editing = true
): Trouble | null {
  if (editing && STOPPED.includes(code)) {
    return trouble(DOCS, 'docs-warning.stopped', trans);
  }
  const said = plain(description);
  switch (code) {
    case -101:
      return trouble(DOCS, 'docs-warning.no-callback', trans);
    case -104:
      return trouble(DOCS, 'docs-warning.kept-edits', trans);
    default:
      return said ? trouble(DOCS, 'docs-warning.said', trans, said) : null;
  }
}

/** A description without the tags that Docs writes for a box of its own. */
function plain(description: string): string {
  return description
    .replace(/<br\s*\/?>/gi, ' ')
    .replace(/<\/?[a-z][^<>]*>/gi, '')
    .replace(/\s+/g, ' ')
    .trim();
}
