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

import {
  mergePackages,
  shownPackage,
  unknownIn
} from '../src/builtin/merge/package';
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
const SAMPLES = Number(process.env.SAMPLES ?? 12);

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

/** What the editor writes of a document, and what it is told not to show. */
async function shownOf(body: string): Promise<string> {
  const shown = await shownPackage(await new Sample(0).pack(body));
  const written = await (await DocxModel.read(shown)).write(shown);
  const zip = await JSZip.loadAsync(written);
  const text = (await zip.file('word/document.xml')?.async('text')) ?? '';
  return [...text.matchAll(TEXT)].map(([, characters]) => characters).join('');
}

test('text in elements that mean nothing to the editor is shown', async () => {
  const sample = new Sample(0);
  const inner = () => '<w:r><w:t>seen</w:t></w:r>';
  for (const [name, around] of Object.entries(AROUND_RUNS)) {
    if (name !== 'alternative') {
      for (const outer of Object.values(AROUND_RUNS)) {
        if (outer !== AROUND_RUNS.alternative) {
          const text = outer(sample, () => around(sample, inner));
          assert.match(await shownOf(`<w:p>${text}</w:p>`), /seen/, text);
        }
      }
    }
  }
  const paragraph = () => `<w:p>${inner()}</w:p>`;
  const table = (rows: string) => `<w:tbl><w:tblPr/>${rows}</w:tbl>`;
  const cell = () => `<w:tc>${paragraph()}</w:tc>`;
  const { alternative, ...blocks } = AROUND_BLOCKS;
  void alternative;
  for (const around of Object.values(blocks)) {
    for (const outer of Object.values(blocks)) {
      const text = outer(sample, () => around(sample, paragraph));
      assert.match(await shownOf(text), /seen/, text);
      const inCell = table(`<w:tr><w:tc>${text}</w:tc></w:tr>`);
      assert.match(await shownOf(inCell), /seen/, inCell);
    }
  }
  for (const around of Object.values(AROUND_ROWS)) {
    for (const text of [
      table(`<w:tr>${around(sample, cell)}</w:tr>`),
      table(around(sample, () => `<w:tr>${cell()}</w:tr>`))
    ]) {
      assert.match(await shownOf(text), /seen/, text);
    }
  }
  const ruby = IN_RUNS.ruby(sample).replace(
    /w\d+x(?=<\/w:t><\/w:r><\/w:rubyBase>)/,
    'seen'
  );
  assert.match(await shownOf(`<w:p>${ruby}</w:p>`), /seen/);
});
