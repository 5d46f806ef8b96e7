/**
 * The end of an editing session in Docs, after its last editor has left.
 */
import type { DocumentTab } from './document-tab';

/** How long Docs may take for it, in ms. */
const RELEASE = 15_000;

/** Resolves when it has ended, takes too long, or is not `wanted` any more. */
export async function released(
  panel: DocumentTab,
  wanted: () => boolean
): Promise<void> {
  const end = Date.now() + RELEASE;
  while (wanted() && Date.now() < end && (await isLive(panel))) {
    await new Promise(resolve => window.setTimeout(resolve, 300));
  }
}

/** Whether the server has an editing session of the document. */
async function isLive({ office, path }: DocumentTab): Promise<boolean> {
  try {
    const { document } = await office.requests.status(path);
    return document?.state === 'editing';
  } catch {
    return false;
  }
}
