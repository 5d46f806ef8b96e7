/**
 * What the check of the connection finds out in the browser. What an editor
 * says is among docs.ts; what the server finds out comes with its answers. Rows
 * without a remedy say why something was not tested.
 */
import type { Rows } from './row';

export const CHECK = {
  'check.insecure': (trans, address: string) => ({
    cause: trans.__(
      'This page is served by https and Docs by http (%1): browsers load nothing of it.',
      address
    ),
    remedy: trans.__(
      'Serve Docs by https, through a reverse proxy for instance, and set c.OnlyOffice.docs_url to its https address.'
    )
  }),
  'check.loopback': (trans, name: string) => ({
    cause: trans.__(
      '%1 in c.OnlyOffice.docs_url means the machine of this browser, and Docs does not answer there.',
      name
    ),
    remedy: trans.__(
      'Set c.OnlyOffice.docs_url to the address that the browsers of users reach, and c.OnlyOffice.docs_internal_url to the one that the Jupyter server uses.'
    )
  }),
  'check.private-name': (trans, name: string) => ({
    cause: trans.__(
      'This browser gets no answer from %1, which looks like a name inside a network of containers.',
      name
    ),
    remedy: trans.__(
      'Set c.OnlyOffice.docs_url to the address that the browsers of users reach, and c.OnlyOffice.docs_internal_url to the one that the Jupyter server uses.'
    )
  }),
  'check.local-network': (trans, address: string, asked: string) => ({
    cause: trans.__(
      'This browser gets no answer from Docs at %1, and lets this page reach nothing in the local network.',
      address
    ),
    remedy: trans.__(
      'If Docs is in the local network, allow that to this site in the settings of the browser; otherwise open %1 in a new tab to see what is wrong.',
      asked
    )
  }),
  'check.unreachable': (trans, address: string, asked: string) => ({
    cause: trans.__('This browser gets no answer from Docs at %1.', address),
    remedy: trans.__(
      'Open %1 in a new tab: if the name is not found, c.OnlyOffice.docs_url is wrong for this browser; if the browser warns, it does not trust the certificate; if it waits, a firewall is between.',
      asked
    )
  }),
  'check.script-policy': (trans, origin: string, directive: string) => ({
    cause: trans.__(
      'The Content-Security-Policy of this page forbids scripts from %1, in its directive %2.',
      origin,
      directive
    ),
    remedy: trans.__(
      'Add %1 to %2 where that header is set: c.ServerApp.tornado_settings, or the proxy before the Jupyter server.',
      origin,
      directive
    )
  }),
  'check.script-missing': (trans, url: string) => ({
    cause: trans.__(
      'There is no script at %1, though its server answers.',
      url
    ),
    remedy: trans.__(
      'Check the path in c.OnlyOffice.docs_url, that the proxy before Docs passes web-apps on, and that the browser blocks no content here.'
    )
  }),
  'check.script-foreign': (trans, url: string) => ({
    cause: trans.__('What is at %1 is not the script of Docs.', url),
    remedy: trans.__(
      'Set c.OnlyOffice.docs_url to where Docs answers, with the path that its proxy gives it, and let nobody ask for a login there.'
    )
  }),
  'check.script-silent': (trans, url: string, seconds: string) => ({
    cause: trans.__('The script %1 did not arrive within %2 s.', url, seconds),
    remedy: trans.__(
      'See that Docs has started up and that no proxy or firewall holds its answers back.'
    )
  }),
  'check.script-other': (trans, url: string) => ({
    cause: trans.__(
      'This page has loaded the script of another Docs, %1.',
      url
    ),
    remedy: trans.__('Reload the page.')
  }),
  'check.socket-refused': (trans, address: string) => ({
    cause: trans.__('No WebSocket to %1 can be opened.', address),
    remedy: trans.__(
      'Let the proxy before Docs speak HTTP/1.1 and pass the headers Upgrade and Connection on (in nginx: proxy_http_version, proxy_set_header).'
    )
  }),
  'check.socket-foreign': (trans, address: string) => ({
    cause: trans.__(
      'A WebSocket to %1 opens, but it is not Docs that answers.',
      address
    ),
    remedy: trans.__('Let the proxy pass the path /doc/ on to Docs, unchanged.')
  }),
  'check.socket-silent': (trans, address: string, seconds: string) => ({
    cause: trans.__(
      'Nothing comes through a WebSocket to %1 in %2 s.',
      address,
      seconds
    ),
    remedy: trans.__(
      'See that no proxy, firewall or virus scanner between this browser and Docs holds WebSockets back.'
    )
  }),
  'check.frame-policy': (trans, origin: string, directive: string) => ({
    cause: trans.__(
      'The Content-Security-Policy of this page forbids frames from %1, in its directive %2.',
      origin,
      directive
    ),
    remedy: trans.__(
      'Add %1 to %2 where that header is set: c.ServerApp.tornado_settings, or the proxy before the Jupyter server.',
      origin,
      directive
    )
  }),
  'check.frame-forbidden': (trans, header: string, origin: string) => ({
    cause: trans.__(
      'Docs forbids this page to show it in a frame, by its header %1.',
      header
    ),
    remedy: trans.__(
      'Take that header away where it is set (the nginx of Docs, or the proxy before it), or allow %1 in frame-ancestors.',
      origin
    )
  }),
  'check.frame-late': (trans, address: string, seconds: string) => ({
    cause: trans.__(
      'The editor does not start in its frame within %1 s.',
      seconds
    ),
    remedy: trans.__(
      'See that Docs and its proxy do not forbid to be framed (X-Frame-Options, frame-ancestors of a Content-Security-Policy), and that all of %1/web-apps can be loaded.',
      address
    )
  }),
  'check.document-late': (trans, seconds: string) => ({
    cause: trans.__(
      'The editor starts, but shows no document within %1 s.',
      seconds
    ),
    remedy: trans.__(
      'Mend the WebSocket and the download first if they do not work; otherwise look into the log of Docs.'
    )
  }),
  'check.outdated': trans => ({
    cause: trans.__('Docs takes the document of this check for an old one.'),
    remedy: trans.__('Check again; if it stays, restart Docs.')
  }),
  'check.policy': (trans, directive: string) => ({
    cause: trans.__(
      'The Content-Security-Policy of this page (%1) keeps this check from asking; it does not concern editors.',
      directive
    ),
    remedy: ''
  }),
  'check.after': (trans, title: string) => ({
    cause: trans.__('Something before it does not work: “%1”.', title),
    remedy: ''
  }),
  'check.ended': trans => ({
    cause: trans.__('The check ended before it came to this.'),
    remedy: ''
  }),
  'check.no-address': trans => ({
    cause: trans.__('The server names no address of Docs that can be used.'),
    remedy: ''
  })
} satisfies Rows;
