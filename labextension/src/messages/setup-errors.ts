/**
 * Which troubles come from how the servers are set up, and not from a file.
 */
import type { Trouble } from '../server/types';

/** Rows of the table in this page; all of a room by its name and a dot. */
const REASONS = [
  'docs-script.',
  'docs-error.not-downloaded',
  'docs-error.database',
  'docs-error.signature',
  'docs-error.link-expired',
  'docs-error.users',
  'docs-error.connection',
  'tab.late'
];

/** Kinds of errors of the server. */
const CODES = ['configuration', 'docs-unreachable', 'docs-refused', 'token'];

export function isSetUp({
  code,
  reason = ''
}: Pick<Trouble, 'code' | 'reason'>): boolean {
  return (
    CODES.includes(code) ||
    REASONS.some(
      known =>
        reason === known || (/\.$/.test(known) && reason.startsWith(known))
    )
  );
}
