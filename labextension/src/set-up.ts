/**
 * Which troubles come from how the servers are set up, and not from a file.
 */
import type { Trouble } from './types';

const SET_UP = [
  'configuration',
  'docs-unreachable',
  'docs-refused',
  'token',
  'docs-script-silent',
  'docs-script-insecure',
  'docs-script-failed',
  'docs-script-foreign',
  'docs-late',
  // What an editor says before it shows its document: see docs-errors.ts.
  'docs-4',
  'docs-6',
  'docs-8',
  'docs-18',
  'docs-20',
  'docs-21',
  'docs-22',
  'docs-100',
  'docs-120',
  'docs-121',
  'docs-122'
];

export function isSetUp({ code }: Pick<Trouble, 'code'>): boolean {
  return SET_UP.includes(code);
}
