/**
 * What the editor wrote, brought into the original document.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import { RequestError } from '../server/errors';
import type { DocxHandle } from './docx-view';
import { describeObjects, quote } from './docx-object-names';
import { mergePackages } from './merge/package';
import { shownPackage } from './merge/shown-package';
import { unwritten } from './merge/verify-typed';
import { trouble } from '../messages/row';
import { BUILTIN } from '../messages/builtin';

/** What the editor wrote, and the text that it held then. */
export interface Written {
  bytes: ArrayBuffer;
  texts: string[];
}

/**
 * The document as it shall be stored, and as the editor wrote it. `base` is what
 * it wrote when it had read the original. Throws RequestError when something
 * would be lost, unless it is wanted `asItIs`.
 */
export async function mergedDocument(
  editor: DocxHandle | null,
  original: ArrayBuffer,
  base: Written | null,
  asItIs: boolean,
  trans: TranslationBundle
): Promise<{ bytes: ArrayBuffer; written: Written }> {
  if (!editor || !base) {
    throw RequestError.of(trouble(BUILTIN, 'docx.not-ready', trans));
  }
  const shown = await shownPackage(original);
  const texts = editor.texts();
  const written = { bytes: await editor.write(shown), texts };
  const left = await unwritten(base.texts, texts, base.bytes, written.bytes);
  if (left.length > 0 && !asItIs) {
    throw RequestError.of(
      trouble(BUILTIN, 'docx.typing-lost', trans, quote(left)),
      422
    );
  }
  let merged;
  try {
    merged = await mergePackages(original, base.bytes, written.bytes);
  } catch (error) {
    console.error('ONLYOFFICE: the built-in editor', error);
    if (asItIs) {
      return { bytes: written.bytes, written };
    }
    throw RequestError.of(trouble(BUILTIN, 'docx.parts-at-risk', trans), 422);
  }
  if (merged.lost.size > 0 && !asItIs) {
    const lost = new Map([...merged.lost].map(kind => [kind, 1]));
    const objects = describeObjects(lost, trans);
    throw RequestError.of(
      trouble(BUILTIN, 'docx.objects-lost', trans, objects),
      422
    );
  }
  if (merged.passages.length > 0 && !asItIs) {
    const passages = quote(merged.passages);
    throw RequestError.of(
      trouble(BUILTIN, 'docx.text-lost', trans, passages),
      422
    );
  }
  return { bytes: merged.bytes, written };
}
