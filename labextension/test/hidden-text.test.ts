/**
 * Text that the built-in editor does not show stays in the file, whatever is
 * edited, or the save is refused. With documents and edits made up by chance,
 * through the model of the editor itself. `SEED` and `SAMPLES` in the
 * environment: which ones, and how many.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import JSZip from 'jszip';
import type { EditorState, Transaction } from 'prosemirror-state';

import { mergePackages } from '../src/builtin/merge/package';
import { shownPackage, unknownIn } from '../src/builtin/merge/shown-package';
import { DocxModel } from './docx-model';
import {
  AROUND_BLOCKS,
  AROUND_ROWS,
  AROUND_RUNS,
  chance,
  IN_RUNS,
  Sample
} from './docx-samples';

const SEED = Number(process.env.SEED ?? 1);
const SAMPLES = Number(process.env.SAMPLES ?? 8);

const TEXT = /<w:(?:t|delText)(?:\s[^>]*)?>([^<]*)</g;
const FORMULA = /<m:t(?:\s[^>]*)?>([^<]*)</g;
const CODE =
  /(?:<w:(?:instrText|delInstrText)(?:\s[^>]*)?>|\sw:instr=")([^<"]*)[<"]/g;

/** The text, or the codes of fields, of each part. */
async function textsOf(
  bytes: ArrayBuffer,
  pattern = TEXT
): Promise<Map<string, string>> {
  const zip = await JSZip.loadAsync(bytes);
  const texts = new Map<string, string>();
  for (const file of zip.file(/^word\/[^/]*\.xml$/)) {
    const found = (await file.async('text')).matchAll(pattern);
    const all = [...found].map(([, characters]) => characters).join('');
    texts.set(file.name, all.replace(/\s+/g, ''));
  }
  return texts;
}

/** All words by part, also those in several runs. */
async function wordsOf(
  bytes: ArrayBuffer,
  pattern = TEXT
): Promise<Map<string, Set<string>>> {
  const texts = await textsOf(bytes, pattern);
  return new Map(
    [...texts].map(([name, text]) => [name, new Set(text.match(/w\d+x/g))])
  );
}

/** Words of the first that are not in the second, by part. */
function without(
  a: Map<string, Set<string>>,
  b: Map<string, Set<string>>
): Map<string, Set<string>> {
  return new Map(
    [...a].map(([name, words]) => [
      name,
      new Set([...words].filter(word => !b.get(name)?.has(word)))
    ])
  );
}

/** The signs of `a` that are not in `b`, nor as often. */
function signsGone(a: string, b: string): string {
  const left = new Map<string, number>();
  for (const sign of b) {
    left.set(sign, (left.get(sign) ?? 0) + 1);
  }
  return [...a]
    .filter(sign => {
      const count = left.get(sign) ?? 0;
      left.set(sign, count - 1);
      return count <= 0;
    })
    .join('');
}

function listed(words: Map<string, Set<string>>): string[] {
  return [...words].flatMap(([name, list]) =>
    [...list].map(word => `${name}: ${word}`)
  );
}

type Edit = (state: EditorState, next: () => number) => Transaction;

function places(state: EditorState): number[] {
  const found: number[] = [];
  state.doc.descendants((node, at) => {
    if (node.isTextblock) {
      for (let i = 1; i <= node.content.size + 1; i++) {
        found.push(at + i);
      }
    }
  });
  return found;
}

const any = <T>(list: readonly T[], next: () => number): T =>
  list[Math.floor(next() * list.length)];

const EDITS: Record<string, Edit> = {
  bold: ({ doc, schema, tr }) =>
    tr.addMark(0, doc.content.size, schema.marks.bold.create()),
  type: (state, next) => state.tr.insertText('typed', any(places(state), next)),
  everywhere: state => {
    const { tr } = state;
    state.doc.descendants((node, at) => {
      if (node.isTextblock) {
        tr.insertText('!', tr.mapping.map(at + 1 + (node.content.size >> 1)));
      }
    });
    return tr;
  },
  erase: (state, next) => {
    const from = any(places(state), next);
    const { parent, parentOffset } = state.doc.resolve(from);
    const rest = parent.content.size - parentOffset;
    return state.tr.delete(from, from + Math.floor(next() * (rest + 1)));
  },
  paragraph: (state, next) => {
    const $at = state.doc.resolve(any(places(state), next));
    return state.tr.delete($at.before(), $at.after());
  },
  across: (state, next) => {
    const [a, b] = [any(places(state), next), any(places(state), next)];
    return state.tr.deleteRange(Math.min(a, b), Math.max(a, b));
  },
  enter: (state, next) => state.tr.split(any(places(state), next)),
  join: (state, next) => {
    const $at = state.doc.resolve(any(places(state), next));
    return state.tr.join($at.before());
  },
  block: (state, next) => {
    const found: [number, number][] = [];
    state.doc.descendants((node, at) => {
      if (node.isBlock) {
        found.push([at, at + node.nodeSize]);
      }
    });
    return state.tr.delete(...any(found, next));
  }
};

/** Edit everywhere; what the schema does not allow there is left. */
function edit(model: DocxModel, change: Edit, next: () => number): void {
  model.edit(state => {
    try {
      return state.apply(change(state, next));
    } catch {
      return state;
    }
  });
}

test('text that is not shown stays, or the save is refused', async () => {
  let [saves, refused] = [0, 0];
  const lost: string[] = [];
  for (let seed = SEED; seed < SEED + SAMPLES; seed++) {
    const original = await new Sample(seed).pack();
    const shown = await shownPackage(original);
    for (const [name, change] of Object.entries(EDITS)) {
      const next = chance(seed);
      const model = await DocxModel.read(shown);
      const base = await model.write(shown);
      edit(model, change, next);
      const edited = await model.write(shown);
      const merged = await mergePackages(original, base, edited);
      saves += 1;
      if (merged.lost.size > 0 || merged.passages.length > 0) {
        refused += 1;
        continue;
      }
      const hidden = without(await wordsOf(original), await wordsOf(base));
      const gone = listed(without(hidden, await wordsOf(merged.bytes)));
      for (const pattern of [CODE, FORMULA]) {
        const unseen = without(
          await wordsOf(original, pattern),
          await wordsOf(base, pattern)
        );
        const stored = await wordsOf(merged.bytes, pattern);
        gone.push(...listed(without(unseen, stored)));
      }
      const stored = await textsOf(merged.bytes);
      for (const [part, text] of await textsOf(edited)) {
        const unseen = [...(hidden.get(part) ?? [])].join('');
        const signs = signsGone(text + unseen, stored.get(part) ?? '');
        if (signs) {
          gone.push(`${part}: ${signs}`);
        }
      }
      if (gone.length > 0) {
        lost.push(`seed ${seed}, ${name}: ${gone}`);
      }
      await DocxModel.read(await shownPackage(merged.bytes));
    }
  }
  assert.deepEqual(lost, []);
  console.log(`${saves} saves, ${refused} refused`);
  assert.ok(refused < saves / 5, `${refused} of ${saves} saves were refused`);
});

test('text that is not shown stays over several saves', async () => {
  for (let seed = SEED; seed < SEED + SAMPLES; seed++) {
    let original = await new Sample(seed).pack();
    const shown = await shownPackage(original);
    const model = await DocxModel.read(shown);
    let base = await model.write(shown);
    const hidden = without(await wordsOf(original), await wordsOf(base));
    const next = chance(seed);
    const done: string[] = [];
    for (let save = 0; save < 3; save++) {
      const name = any(Object.keys(EDITS), next);
      done.push(name);
      edit(model, EDITS[name], next);
      const edited = await model.write(await shownPackage(original));
      const merged = await mergePackages(original, base, edited);
      if (merged.lost.size > 0 || merged.passages.length > 0) {
        break;
      }
      const gone = listed(without(hidden, await wordsOf(merged.bytes)));
      assert.deepEqual(gone, [], `seed ${seed}, ${done}`);
      [original, base] = [merged.bytes, edited];
    }
  }
});

test('what is not shown is told', async () => {
  for (let seed = SEED; seed < SEED + SAMPLES; seed++) {
    const original = await new Sample(seed).pack();
    const shown = await shownPackage(original);
    const base = await (await DocxModel.read(shown)).write(shown);
    const { counts, passages } = await unknownIn(original, base);
    const told = passages.join(' ');
    const hidden = listed(
      without(await wordsOf(original), await wordsOf(base))
    ).filter(word => !told.includes(word.split(' ')[1]));
    assert.deepEqual(hidden, [], `seed ${seed}`);
    for (const [pattern, kind] of [
      [CODE, 'field'],
      [FORMULA, 'formula']
    ] as const) {
      const unseen = without(
        await wordsOf(original, pattern),
        await wordsOf(base, pattern)
      );
      assert.ok(listed(unseen).length === 0 || counts.has(kind));
    }
  }
});

test('text in elements that mean nothing to the editor is shown', async () => {
  const sample = new Sample(0);
  const word = () => sample.run();
  const paragraph = () => `<w:p>${word()}</w:p>`;
  const cell = () => `<w:tc>${paragraph()}</w:tc>`;
  const row = () => `<w:tr>${cell()}</w:tr>`;
  const table = (rows: string) => `<w:tbl><w:tblPr/>${rows}</w:tbl>`;
  const row1 = (cells: string) => table(`<w:tr>${cells}</w:tr>`);
  let body = '';
  const all = (
    arounds: typeof AROUND_RUNS,
    inner: () => string,
    put: (text: string) => void
  ) => {
    // An alternative is for programs that know what it is about.
    const { alternative, ...others } = arounds;
    void alternative;
    for (const outer of Object.values(others)) {
      for (const around of Object.values(others)) {
        put(outer(sample, () => around(sample, inner)));
      }
    }
  };
  all(AROUND_RUNS, word, text => (body += `<w:p>${text}</w:p>`));
  all(AROUND_BLOCKS, paragraph, text => (body += text));
  all(AROUND_BLOCKS, paragraph, text => {
    body += row1(`<w:tc>${text}</w:tc>`);
  });
  all(AROUND_ROWS, cell, text => (body += row1(text)));
  all(AROUND_ROWS, row, text => (body += table(text)));
  const original = await sample.pack(body);
  const shown = await shownPackage(original);
  const written = await (await DocxModel.read(shown)).write(shown);
  const part = 'word/document.xml';
  const [own, known] = [await wordsOf(original), await wordsOf(written)];
  const hidden = [...(own.get(part) ?? [])].filter(
    text => !known.get(part)?.has(text)
  );
  assert.ok((own.get(part)?.size ?? 0) > 150);
  assert.deepEqual(hidden, []);
});

test('what is above a text is told, the text itself is shown', async () => {
  const sample = new Sample(0);
  const original = await sample.pack(`<w:p>${IN_RUNS.ruby(sample)}</w:p>`);
  const shown = await shownPackage(original);
  const written = await (await DocxModel.read(shown)).write(shown);
  const { passages } = await unknownIn(original, written);
  assert.ok(passages.includes('w1x'));
  assert.ok((await wordsOf(written)).get('word/document.xml')?.has('w2x'));
});
