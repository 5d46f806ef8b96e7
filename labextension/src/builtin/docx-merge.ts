/**
 * What the editor wrote, brought into the original document.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import { RequestError } from '../errors';
import type { DocxHandle } from './docx-view';
import { describeObjects } from './docx-words';
import { mergePackages } from './merge/package';

/**
 * The document as it shall be stored, and as the editor wrote it. `base` is what
 * it wrote when it had read the original. Throws RequestError when something
 * would be lost, unless it is wanted `asItIs`.
 */
export async function mergedDocument(
  editor: DocxHandle | null,
  original: ArrayBuffer,
  base: ArrayBuffer | null,
  asItIs: boolean,
  trans: TranslationBundle
): Promise<{ bytes: ArrayBuffer; written: ArrayBuffer }> {
  if (!editor || !base) {
    throw new RequestError(
      0,
      'editor',
      trans.__('The editor is not ready.'),
      trans.__('Wait until the document is shown.')
    );
  }
  const written = await editor.write(original);
  let merged;
  try {
    merged = await mergePackages(original, base, written);
  } catch (error) {
    console.error('ONLYOFFICE: the built-in editor', error);
    if (asItIs) {
      return { bytes: written, written };
    }
    throw new RequestError(
      422,
      'result-rejected',
      trans.__(
        'Saving could lose parts of this document that the built-in editor does not know.'
      ),
      trans.__('Save your version as a copy; the file stays as it is.')
    );
  }
  if (merged.lost.size > 0 && !asItIs) {
    throw new RequestError(
      422,
      'result-rejected',
      trans.__(
        'Saving would lose something that stands where you edited: %1.',
        describeObjects(new Map([...merged.lost].map(kind => [kind, 1])), trans)
      ),
      trans.__(
        'Undo the edit there, or save your version as a copy; the file stays as it is.'
      )
    );
  }
  return { bytes: merged.bytes, written };
}
