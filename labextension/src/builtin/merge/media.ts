/**
 * Pictures while a document is saved. They are most of its bytes, and nothing
 * becomes of them: so they are not compressed anew, and the editor, which would
 * read and compress all of them, is given a package without.
 */
import JSZip, { type JSZipObject } from 'jszip';

const MEDIA = /^word\/media\/[^/]+$/;
/** Below so many bytes of pictures it is not worth the while. */
const FEW = 100_000;

/** A package whose parts stay compressed as they are, when it is written. */
export async function openPackage(bytes: ArrayBuffer): Promise<JSZip> {
  const zip = await JSZip.loadAsync(bytes);
  for (const part of Object.values(zip.files)) {
    const { _data: data } = part as Packed;
    if (data?.compression?.magic === NOT_AT_ALL) {
      part.options.compression = 'STORE';
    }
  }
  return zip;
}

/**
 * The package with something short in the place of each picture, and what makes
 * a package complete that was written upon it.
 */
export async function withoutMedia(bytes: ArrayBuffer): Promise<{
  lean: ArrayBuffer;
  complete(written: ArrayBuffer): Promise<ArrayBuffer>;
}> {
  const original = await openPackage(bytes);
  const media = Object.values(original.files).filter(
    part => !part.dir && MEDIA.test(part.name)
  );
  const size = media.reduce(
    (sum, part) => sum + ((part as Packed)._data?.compressedSize ?? 0),
    0
  );
  if (size < FEW) {
    return { lean: bytes, complete: written => Promise.resolve(written) };
  }
  const shorts = new Map<string, string>();
  const zip = await openPackage(bytes);
  for (const [place, { name }] of media.entries()) {
    // One of its own each: pictures are told apart by their bytes.
    shorts.set(name, `the picture ${place} of this document`);
    zip.file(name, shorts.get(name)!, STORED);
  }
  return {
    lean: await write(zip),
    complete: async written => {
      const result = await openPackage(written);
      for (const [name, short] of shorts) {
        const part = result.file(name);
        if (part && (await part.async('string')) === short) {
          const picture = await original.file(name)!.async('uint8array');
          result.file(name, picture, STORED);
        }
      }
      return write(result);
    }
  };
}

function write(zip: JSZip): Promise<ArrayBuffer> {
  return zip.generateAsync({ type: 'arraybuffer', compression: 'DEFLATE' });
}

const STORED = { compression: 'STORE', createFolders: false } as const;
/** How JSZip calls that a part is not compressed. */
const NOT_AT_ALL = '\x00\x00';

/** What JSZip knows of a part before it unpacks it. */
type Packed = JSZipObject & {
  _data?: { compressedSize?: number; compression?: { magic?: string } };
};
