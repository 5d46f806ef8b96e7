/**
 * All that was found out, as text to hand on: addresses and versions, no secret.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Leg } from './leg';
import { GROUPS, groupOf } from './leg';
import { groupTitle, stateWords } from './titles';

export interface Reported {
  legs: Leg[];
  /** What the server says of itself. */
  server: string;
  /** The user agent, and the page without what may be private in its address. */
  agent: string;
  page: URL;
  apiUrl: string;
  at: Date;
}

export function reportOf(
  { legs, server, agent, page, apiUrl, at }: Reported,
  trans: TranslationBundle
): string {
  const groups = GROUPS.map(group => {
    const rows = legs
      .filter(({ leg }) => groupOf(leg) === group)
      .map(({ leg, state, cause, remedy }) =>
        [`  ${leg}: ${stateWords(state, trans)}`, cause, remedy]
          .filter(Boolean)
          .join('\n    ')
      );
    return rows.length ? [groupTitle(group, trans), ...rows].join('\n') : '';
  });
  return [
    `jupyter-onlyoffice, ${at.toISOString()}`,
    server.trim(),
    [
      `${trans.__('Browser')}: ${agent}`,
      `${trans.__('Web page')}: ${page.origin}`,
      apiUrl && `api.js: ${apiUrl.split('?')[0]}`
    ]
      .filter(Boolean)
      .join('\n'),
    ...groups
  ]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n');
}
