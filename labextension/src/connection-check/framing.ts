/**
 * Whether Docs lets a page show it in a frame. A browser does not tell: what it
 * forbids looks to the page like any frame of another origin, so the server is
 * asked for the headers that decide.
 */

/** Headers of the editor's page; none where the server could not fetch it. */
export type Framing = Partial<
  Record<'X-Frame-Options' | 'Content-Security-Policy', string>
>;

/** The header that forbids `page` to show `docs`, or null. */
export function forbiddenBy(
  framing: Framing,
  docs: URL,
  page: URL
): string | null {
  const policies = (framing['Content-Security-Policy'] ?? '')
    .split(/[,;]/)
    .map(part => part.trim().split(/\s+/))
    .filter(([name]) => name.toLowerCase() === 'frame-ancestors');
  if (policies.length > 0) {
    // Where there is one, browsers do not look at the other header.
    const forbidding = policies.find(
      ([, ...sources]) => !sources.some(source => allows(source, docs, page))
    );
    return forbidding
      ? `Content-Security-Policy: ${forbidding.join(' ')}`
      : null;
  }
  const option = (framing['X-Frame-Options'] ?? '').trim().toUpperCase();
  const forbids =
    option === 'DENY' ||
    (option === 'SAMEORIGIN' && page.origin !== docs.origin);
  return forbids ? `X-Frame-Options: ${option}` : null;
}

/** Whether a source of frame-ancestors means the page. */
function allows(source: string, docs: URL, page: URL): boolean {
  if (source === "'self'") {
    return page.origin === docs.origin;
  }
  if (source === '*' || source === page.protocol) {
    return true;
  }
  const [, scheme, host, port] =
    /^(?:([a-z]+):\/\/)?([^:/]+)(?::(\d+|\*))?\/?$/i.exec(source) ?? [];
  if (!host) {
    return false;
  }
  const isHost = host.startsWith('*.')
    ? page.hostname.endsWith(host.slice(1).toLowerCase())
    : page.hostname === host.toLowerCase();
  // A policy that says http means https, too.
  const isScheme =
    !scheme ||
    `${scheme}:` === page.protocol ||
    (scheme === 'http' && page.protocol === 'https:');
  const isPort = port === '*' || (port ?? '') === page.port;
  return isHost && isScheme && isPort;
}
