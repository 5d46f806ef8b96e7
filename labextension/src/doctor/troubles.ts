/**
 * What can be wrong on the legs that only a browser can test: a cause and a
 * remedy each. What the editor itself reports is in docs-errors.ts.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Verdict } from './leg';

type Trans = Pick<TranslationBundle, '__'>;

export type DoctorTrouble =
  | 'address.insecure'
  | 'address.loopback'
  | 'address.private-name'
  | 'address.denied'
  | 'address.unreachable'
  | 'api.policy'
  | 'api.missing'
  | 'api.foreign'
  | 'api.silent'
  | 'api.other'
  | 'websocket.refused'
  | 'websocket.foreign'
  | 'websocket.silent'
  | 'editor.policy'
  | 'editor.frame'
  | 'editor.document'
  | 'editor.viewing'
  | 'editor.outdated';

/** The words of a broken leg; `values` go into them in their order. */
export function broken(
  code: DoctorTrouble,
  trans: Trans,
  ...values: string[]
): Verdict {
  const say = (cause: string, remedy: string): Verdict => ({
    ok: false,
    cause,
    remedy
  });
  const [a, b = ''] = values;
  switch (code) {
    case 'address.insecure':
      return say(
        trans.__(
          'This page is served by https and Docs by http (%1): browsers load nothing of it.',
          a
        ),
        trans.__(
          'Serve Docs by https, through a reverse proxy for instance, and set c.OnlyOffice.docs_url to its https address.'
        )
      );
    case 'address.loopback':
      return say(
        trans.__(
          '%1 in c.OnlyOffice.docs_url means the machine of this browser, and Docs does not answer there.',
          a
        ),
        trans.__(
          'Set c.OnlyOffice.docs_url to the address that the browsers of users reach, and c.OnlyOffice.docs_internal_url to the one that the Jupyter server uses.'
        )
      );
    case 'address.private-name':
      return say(
        trans.__(
          'This browser gets no answer from %1, which looks like a name inside a network of containers.',
          a
        ),
        trans.__(
          'Set c.OnlyOffice.docs_url to the address that the browsers of users reach, and c.OnlyOffice.docs_internal_url to the one that the Jupyter server uses.'
        )
      );
    case 'address.denied':
      return say(
        trans.__(
          'The browser lets this page reach nothing in the local network, where Docs is (%1).',
          a
        ),
        trans.__(
          'Allow the local network in the settings of the browser for this site, then check again.'
        )
      );
    case 'address.unreachable':
      return say(
        trans.__('This browser gets no answer from Docs at %1.', a),
        trans.__(
          'Open %1 in a new tab: if the name is not found, c.OnlyOffice.docs_url is wrong for this browser; if the browser warns, it does not trust the certificate; if it waits, a firewall is between.',
          b
        )
      );
    case 'api.policy':
      return say(
        trans.__(
          'The Content-Security-Policy of this page forbids scripts from %1, in its directive %2.',
          a,
          b
        ),
        trans.__(
          'Add %1 to %2 where that header is set: c.ServerApp.tornado_settings, or the proxy before the Jupyter server.',
          a,
          b
        )
      );
    case 'api.missing':
      return say(
        trans.__('There is no script at %1, though its server answers.', a),
        trans.__(
          'Check the path in c.OnlyOffice.docs_url, that the proxy before Docs passes web-apps on, and that the browser blocks no content here.'
        )
      );
    case 'api.foreign':
      return say(
        trans.__('What is at %1 is not the script of Docs.', a),
        trans.__(
          'Set c.OnlyOffice.docs_url to where Docs answers, with the path that its proxy gives it, and let nobody ask for a login there.'
        )
      );
    case 'api.silent':
      return say(
        trans.__('The script %1 did not arrive within %2 s.', a, b),
        trans.__(
          'See that Docs has started up and that no proxy or firewall holds its answers back.'
        )
      );
    case 'api.other':
      return say(
        trans.__('This page has loaded the script of another Docs, %1.', a),
        trans.__('Reload the page.')
      );
    case 'websocket.refused':
      return say(
        trans.__('No web socket to %1 can be opened.', a),
        trans.__(
          'Let the proxy before Docs speak HTTP/1.1 and pass the headers Upgrade and Connection on (in nginx: proxy_http_version, proxy_set_header).'
        )
      );
    case 'websocket.foreign':
      return say(
        trans.__(
          'A web socket to %1 opens, but it is not Docs that answers.',
          a
        ),
        trans.__('Let the proxy pass the path /doc/ on to Docs, unchanged.')
      );
    case 'websocket.silent':
      return say(
        trans.__('Nothing comes through a web socket to %1 in %2 s.', a, b),
        trans.__(
          'See that no proxy, firewall or virus scanner between this browser and Docs holds web sockets back.'
        )
      );
    case 'editor.policy':
      return say(
        trans.__(
          'The Content-Security-Policy of this page forbids frames from %1, in its directive %2.',
          a,
          b
        ),
        trans.__(
          'Add %1 to %2 where that header is set: c.ServerApp.tornado_settings, or the proxy before the Jupyter server.',
          a,
          b
        )
      );
    case 'editor.frame':
      return say(
        trans.__('The editor does not start in its frame within %1 s.', b),
        trans.__(
          'See that Docs and its proxy do not forbid to be framed (X-Frame-Options, frame-ancestors of a Content-Security-Policy), and that all of %1/web-apps can be loaded.',
          a
        )
      );
    case 'editor.document':
      return say(
        trans.__('The editor starts, but shows no document within %1 s.', a),
        trans.__(
          'Mend the web socket and the download first if they do not work; otherwise look into the log of Docs.'
        )
      );
    case 'editor.viewing':
      return say(
        trans.__('Docs opens a document that may be edited for viewing only.'),
        trans.__(
          'Its limit of connections or its licence may be exhausted: close documents, or restart Docs.'
        )
      );
    case 'editor.outdated':
      return say(
        trans.__('Docs takes the document of this check for an old one.'),
        trans.__('Check again; if it stays, restart Docs.')
      );
  }
}

/** A leg that is not tested, and why. */
export function untested(cause: string): Verdict {
  return { ok: null, cause, remedy: '' };
}
