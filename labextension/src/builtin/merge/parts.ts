/**
 * A package in memory, the names of its parts, and what they have to do with
 * each other.
 */
import type JSZip from 'jszip';

import { openPackage } from './media';
import type { Relation } from './relations';
import { parseRelations, relationsOf, targetOf } from './relations';
import { XmlError } from './xml';

/** Parts whose text is edited. */
export const TEXT =
  /^word\/(document|header|footer|footnotes|endnotes)\d*\.xml$/;

/** They name each other by numbers that the editor makes anew each time. */
export const COMMENTS = [
  'word/comments.xml',
  'word/commentsExtended.xml',
  'word/commentsIds.xml',
  'word/commentsExtensible.xml'
];

/** A package with its parts in memory. */
export class Parts {
  static async load(bytes: ArrayBuffer): Promise<Parts> {
    const zip = await openPackage(bytes);
    const parts = new Parts(zip);
    for (const file of Object.values(zip.files)) {
      if (!file.dir) {
        parts.bytes.set(file.name, await file.async('uint8array'));
      }
    }
    return parts;
  }

  private constructor(readonly zip: JSZip) {}

  readonly bytes = new Map<string, Uint8Array>();

  text(name: string): string {
    const bytes = this.bytes.get(name);
    if (!bytes) {
      return '';
    }
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    if (/^<\?xml[^>]*encoding\s*=\s*["'](?!utf-8)/i.test(text)) {
      throw new XmlError('another encoding');
    }
    return text;
  }

  relations(part: string): Relation[] {
    const name = relationsOf(part);
    return this.bytes.has(name) ? parseRelations(this.text(name)) : [];
  }

  /** What a relationship leads to, in a form that can be compared. */
  meaning(part: string, relation: Relation): string {
    const { type, target, external } = relation;
    const name = targetOf(part, relation);
    const bytes = external ? undefined : this.bytes.get(name);
    const content =
      bytes && /\/image$/.test(type)
        ? `${bytes.length} ${fingerprint(bytes)}`
        : target;
    return [type, external, content].join(' ');
  }

  same(other: Parts, name: string): boolean {
    return equal(this.bytes.get(name), other.bytes.get(name));
  }
}

function equal(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  if (a === b) {
    return true;
  }
  if (a?.length !== b?.length) {
    return false;
  }
  return (a as Uint8Array).every((value, index) => value === b?.[index]);
}

/**
 * A number of 53 bits that stands for some bytes. (`crypto.subtle` is not there
 * on pages without TLS.)
 */
export function fingerprint(bytes: Uint8Array): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (const byte of bytes) {
    a = Math.imul(a ^ byte, 2654435761);
    b = Math.imul(b ^ byte, 1597334677);
  }
  a =
    Math.imul(a ^ (a >>> 16), 2246822507) ^
    Math.imul(b ^ (b >>> 13), 3266489909);
  b =
    Math.imul(b ^ (b >>> 16), 2246822507) ^
    Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
}
