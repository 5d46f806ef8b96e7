/**
 * The language that a new document is written in.
 */

/**
 * As a BCP 47 tag. `chosen` is the user's setting ("auto" for none), `ours` the
 * language of JupyterLab, `browser` the languages of the browser, best first.
 */
export function documentLanguage(
  chosen: string,
  ours: string,
  browser: readonly string[]
): string {
  if (chosen && chosen !== 'auto') {
    return chosen.replace('_', '-');
  }
  const first = (tag: string) => tag.split(/[-_]/)[0].toLowerCase();
  // English is also what JupyterLab speaks when nobody chose a language.
  const wanted = ours === 'en' ? (browser[0] ?? 'en-US') : ours;
  // The browser knows the region, and so spelling and paper, better.
  const regional = browser.find(
    tag => first(tag) === first(wanted) && tag.includes('-')
  );
  return ours.includes('-') && first(ours) === 'zh'
    ? wanted // zh-CN and zh-TW are two languages.
    : (regional ?? wanted);
}
