/**
 * Three-way merge of whole packages: takes over what was edited and keeps all
 * else as the original has it.
 */
import { hiddenIn, notIn } from './hidden';
import { missing, read } from './text-count';
import type { ObjectKind } from './objects';
import { COMMENTS, fingerprint, Parts, TEXT } from './parts';
import type { Relation } from './relations';
import {
  NO_RELATIONS,
  parseRelations,
  relationsOf,
  renumbered,
  targetOf,
  usedIds,
  withRelations
} from './relations';
import { PartMerge } from './tree';
import { TYPES, withTypes } from './types';

export interface Merged {
  bytes: ArrayBuffer;
  /** What the editor cannot hold and that stood where something was edited. */
  lost: Set<ObjectKind>;
  /** Text of the original that the editor does not show and that would be gone. */
  passages: string[];
}

const CORE = 'docProps/core.xml';

/**
 * Merge `edited` into `original`; `base` is what the editor wrote before
 * anything was edited. Throws XmlError when a part cannot be understood.
 */
export async function mergePackages(
  original: ArrayBuffer,
  base: ArrayBuffer,
  edited: ArrayBuffer
): Promise<Merged> {
  const merge = new PackageMerge(
    await Parts.load(original),
    await Parts.load(base),
    await Parts.load(edited)
  );
  return merge.run();
}

class PackageMerge {
  constructor(
    private readonly _o: Parts,
    private readonly _b: Parts,
    private readonly _e: Parts
  ) {}

  async run(): Promise<Merged> {
    const comments = commentsDiffer(this._b, this._e);
    for (const name of this._e.bytes.keys()) {
      if (name === TYPES || name === CORE || name.endsWith('.rels')) {
        continue;
      }
      if (COMMENTS.includes(name)) {
        if (comments) {
          this._take(name);
        }
      } else if (TEXT.test(name) && this._o.bytes.has(name)) {
        this._mergeText(name);
      } else if (!this._e.same(this._b, name)) {
        this._mergeOther(name);
      }
    }
    this._relateDocument();
    if (this._changed.size > 0) {
      this._stamp();
    }
    const added = [...this._changed.keys()].filter(
      name => !this._o.bytes.has(name)
    );
    const types = withTypes(this._o.text(TYPES), this._e.text(TYPES), added);
    if (types) {
      this._changed.set(TYPES, types);
    }
    const passages = this._missing();
    const { zip } = this._o;
    for (const [name, content] of this._changed) {
      zip.file(name, content, { compression: 'DEFLATE', createFolders: false });
    }
    const bytes = await zip.generateAsync({
      type: 'arraybuffer',
      compression: 'DEFLATE'
    });
    return { bytes, lost: this._lost, passages };
  }

  /**
   * Text that is in the original and that neither the user nor anybody else has
   * deleted, and that is not in what shall be stored.
   */
  private _missing(): string[] {
    const passages: string[] = [];
    for (const [name, content] of this._changed) {
      if (this._o.bytes.has(name) && /^word\/.*\.xml$/.test(name)) {
        const result =
          typeof content === 'string'
            ? content
            : new TextDecoder().decode(content);
        const [o, b, e] = [this._o, this._b, this._e].map(parts =>
          parts.text(name)
        );
        const gone = missing(read(o), read(b), read(e), read(result));
        if (gone.size > 0) {
          const hidden = notIn(hiddenIn(o, b).passages, result);
          passages.push(...(hidden.length > 0 ? hidden : gone.values()));
        }
      }
    }
    return passages;
  }

  /** Merge a part with text and find it the relationships that it uses. */
  private _mergeText(name: string): void {
    const relations = this._o.relations(name);
    const ids = new Map<string, string>();
    for (const relation of relations) {
      const meaning = this._o.meaning(name, relation);
      ids.set(meaning, ids.get(meaning) ?? relation.id);
    }
    const own = new Set(relations.map(({ id }) => id));
    const added = new Map<string, Relation>();
    const translate = (parts: Parts): string => {
      const renamed = new Map<string, string>();
      for (const relation of parts.relations(name)) {
        const meaning = parts.meaning(name, relation);
        let id = ids.get(meaning);
        if (!id) {
          id = `rIdNew${fingerprint(new TextEncoder().encode(meaning))}`;
          ids.set(meaning, id);
        }
        renamed.set(relation.id, id);
        if (parts === this._e && !own.has(id)) {
          added.set(id, relation);
        }
      }
      return renumbered(parts.text(name), renamed);
    };
    const [before, after] = [translate(this._b), translate(this._e)];
    if (before === after) {
      return;
    }
    const merge = new PartMerge(this._o.text(name), before, after);
    const text = merge.run();
    merge.lost.forEach(kind => this._lost.add(kind));
    this._changed.set(name, text);
    const used = usedIds(text);
    const wanted = [...added].filter(([id]) => used.has(id));
    this._relate(name, wanted);
    for (const [, relation] of wanted) {
      if (!relation.external) {
        this._takeAll(targetOf(name, relation));
      }
    }
  }

  /** A part that is not text, such as styles: merged if it can be, else taken. */
  private _mergeOther(name: string): void {
    if (!this._o.bytes.has(name)) {
      if (!/^word\/media\//.test(name)) {
        this._takeAll(name);
      }
      return;
    }
    if (name.endsWith('.xml') && this._b.bytes.has(name)) {
      const [o, b, e] = [this._o, this._b, this._e].map(parts =>
        parts.text(name)
      );
      this._changed.set(name, new PartMerge(o, b, e).run());
    } else {
      this._take(name);
    }
  }

  /** What belongs to the document without being named in its text. */
  private _relateDocument(): void {
    const name = 'word/document.xml';
    const known = new Set(
      this._o.relations(name).map(relation => targetOf(name, relation))
    );
    const related = new Set(
      parseRelations(this._relationsText(name)).map(relation =>
        targetOf(name, relation)
      )
    );
    const wanted = this._e
      .relations(name)
      .filter(relation => !relation.external)
      .filter(relation => {
        const target = targetOf(name, relation);
        return (
          this._changed.has(target) &&
          !known.has(target) &&
          !related.has(target)
        );
      })
      .map((relation): [string, Relation] => {
        const id = new TextEncoder().encode(relation.source);
        return [`rIdNew${fingerprint(id)}`, relation];
      });
    this._relate(name, wanted);
  }

  private _relate(name: string, wanted: [string, Relation][]): void {
    if (wanted.length > 0) {
      const sources = wanted.map(([id, { source }]) =>
        source.replace(/(\sId\s*=\s*)("[^"]*"|'[^']*')/, `$1"${id}"`)
      );
      const text = withRelations(this._relationsText(name), sources);
      this._changed.set(relationsOf(name), text);
    }
  }

  private _relationsText(name: string): string {
    const part = relationsOf(name);
    const changed = this._changed.get(part);
    return typeof changed === 'string'
      ? changed
      : this._o.text(part) || NO_RELATIONS;
  }

  private _take(name: string): void {
    this._changed.set(name, this._e.bytes.get(name) as Uint8Array);
  }

  /** Take a new part and all that it refers to. */
  private _takeAll(name: string): void {
    if (
      this._o.bytes.has(name) ||
      this._changed.has(name) ||
      !this._e.bytes.has(name)
    ) {
      return;
    }
    this._take(name);
    const relations = this._e.relations(name);
    if (relations.length > 0) {
      this._take(relationsOf(name));
      for (const relation of relations.filter(({ external }) => !external)) {
        this._takeAll(targetOf(name, relation));
      }
    }
  }

  /** Tell the time of the edit. (The editor writes undeclared names there.) */
  private _stamp(): void {
    const text = this._o.text(CORE);
    const stamped = text.replace(
      /(<dcterms:modified[^>]*>)[^<]*(<\/dcterms:modified>)/,
      `$1${new Date().toISOString().replace(/\.\d+/, '')}$2`
    );
    if (stamped !== text) {
      this._changed.set(CORE, stamped);
    }
  }

  private readonly _changed = new Map<string, string | Uint8Array>();
  private readonly _lost = new Set<ObjectKind>();
}

/** Whether there are other comments, whatever the numbers of their paragraphs. */
function commentsDiffer(base: Parts, edited: Parts): boolean {
  const written = (parts: Parts) => {
    const numbers = new Map<string, string>();
    return COMMENTS.map(name =>
      parts
        .text(name)
        .replace(
          /\s(\w+:(?:paraId|paraIdParent|textId|durableId))="([^"]*)"/g,
          (_, attribute: string, number: string) => {
            const known = numbers.get(number) ?? `${numbers.size}`;
            numbers.set(number, known);
            return ` ${attribute}="${known}"`;
          }
        )
    ).join('\n');
  };
  return written(base) !== written(edited);
}
