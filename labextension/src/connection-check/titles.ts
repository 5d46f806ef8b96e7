/**
 * What each leg is called for a person.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Group, State } from './leg';

type Trans = Pick<TranslationBundle, '__'>;

/** What is true when the leg works. */
export function titleOf(leg: string, trans: Trans): string {
  switch (leg) {
    case 'browser-address':
      return trans.__('This browser reaches Docs');
    case 'browser-api':
      return trans.__('The script of Docs (api.js) loads');
    case 'browser-websocket':
      return trans.__('A WebSocket to Docs opens');
    case 'browser-editor':
      return trans.__('An editor opens a document');
    case 'browser-download':
      return trans.__('Docs fetches that document from this server');
    case 'browser-callback':
      return trans.__('Docs reports that the document is open');
    case 'configuration':
      return trans.__('The configuration is valid');
    case 'data-dir':
      return trans.__('The data directory can be written');
    case 'docs-address':
      return trans.__('The address of Docs is found and its port is open');
    case 'docs-tls':
      return trans.__('The certificate of Docs is trusted');
    case 'docs-health':
      return trans.__('Docs says that it is healthy');
    case 'docs-version':
      return trans.__('The version of Docs has what is needed');
    case 'jwt-inbox':
      return trans.__('Docs accepts the signature of this server');
    case 'clock':
      return trans.__('The clocks of both servers agree');
    case 'this-server':
      return trans.__('This server answers at the address given to Docs');
    case 'download':
      return trans.__('Docs fetches a file from this server');
    case 'jwt-outbox':
      return trans.__('The signature of Docs arrives and is right');
    case 'result':
      return trans.__('A result is fetched from Docs');
    case 'size-limits':
      return trans.__('The limits of size agree');
    case 'websocket':
      return trans.__('A WebSocket to Docs opens');
    case 'jwt-browser':
      return trans.__('Docs accepts the signature of an editor');
    case 'callback':
      return trans.__('Docs reports to this server');
    case 'connections':
      return trans.__('Docs has room for another document');
    default:
      return leg;
  }
}

export function groupTitle(group: Group, trans: Trans): string {
  return {
    browser: trans.__('In this browser'),
    docs: trans.__('From this server to Docs'),
    jupyter: trans.__('From Docs to this server')
  }[group];
}

export function stateWords(state: State, trans: Trans): string {
  return {
    waiting: trans.__('waiting'),
    running: trans.__('being tested'),
    works: trans.__('OK'),
    note: trans.__('OK, with a note'),
    broken: trans.__('failed'),
    untested: trans.__('not tested')
  }[state];
}
