/**
 * Opens the document of a panel in the editor that the server names. This
 * module and what it needs are loaded with the first document.
 */
import { BuiltinSession } from '../builtin/builtin-session';
import { loadDocsApi } from '../docs/api-script';
import { DocsSession } from '../docs/docs-session';
import { RequestError } from '../server/errors';
import { openQuery } from './open-query';
import type { DocumentTab } from './document-tab';
import { placeFor } from './document-places';
import type { EditorSession } from './editor-session';
import { PAGE } from '../messages/page';
import { trouble } from '../messages/row';

export { released } from './session-end';

/**
 * Open the document; null when it is not wanted any more. Throws RequestError
 * when it cannot be opened.
 */
export async function openSession(
  panel: DocumentTab,
  wanted: () => boolean
): Promise<EditorSession | null> {
  const { office, context } = panel;
  const { trans, services } = office;
  const drive = services.contents.driveName(context.path);
  if (drive) {
    throw RequestError.of(trouble(PAGE, 'page.other-drive', trans, drive));
  }
  const query = {
    ...openQuery(panel),
    action: placeFor(panel.path)
  };
  let answer = await office.requests.open(panel.path, {
    ...query,
    ask: panel.takeAsk()
  });
  if (answer.editor === 'ask') {
    const { choose } = await import('./lossy-format-choice');
    const chosen = await choose(panel, answer, wanted);
    if (chosen === 'leave') {
      return null;
    }
    answer = await office.requests.open(panel.path, { ...query, ask: chosen });
  }
  if (answer.editor === 'ask' || answer.editor === 'copy') {
    if (wanted()) {
      panel.parent?.close();
      office.open(answer.path);
    }
    return null;
  }
  if (answer.editor === 'builtin') {
    const { createBuiltinPanel } = await import('../builtin');
    return wanted()
      ? new BuiltinSession(panel, office, answer, createBuiltinPanel)
      : null;
  }
  const api = await loadDocsApi(answer.apiUrl, trans);
  return wanted() ? new DocsSession(panel, office, answer, api) : null;
}
