/**
 * Copies to work on, of documents in formats that are not edited, or not whole.
 */
import type { Office } from '../application/services';
import { convert } from './run';

/**
 * Convert `path` to the format `to`, into a new file beside it. Answers its
 * path, or null when it could not be made, which the user is told of.
 */
export async function makeCopy(
  office: Office,
  path: string,
  to: string
): Promise<string | null> {
  const [job] = await convert(office, [path], 'folder', to);
  office.filesChanged();
  return job?.path ?? null;
}
