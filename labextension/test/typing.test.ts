/**
 * What is typed in the built-in editor is in what it writes, or that is told.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { EditorState, TextSelection } from 'prosemirror-state';
import type { Node } from 'prosemirror-model';
import JSZip from 'jszip';

import { typedTexts, typingPlugin } from '../src/builtin/docx-typing';
import { mergePackages } from '../src/builtin/merge/package';
import { shownPackage } from '../src/builtin/merge/shown-package';
import { unwritten } from '../src/builtin/merge/verify-typed';
import { DocxModel } from './docx-model';
import { IN_RUNS, Sample } from './docx-samples';

const NOTE = '<w:r><w:footnoteReference w:id="2"/></w:r>';
const run = (text: string) => `<w:r><w:t>${text}</w:t></w:r>`;

/** Where a text begins. */
function find(doc: Node, text: string): number {
  let place = -1;
  doc.descendants((node, at) => {
    if (place === -1 && node.isText && node.text?.includes(text)) {
      place = at + node.text.indexOf(text);
    }
  });
  return place;
}

/** As the editor does it: with its plugins, at the cursor. */
function typed(state: EditorState, at: number, text: string): EditorState {
  let { doc } = state;
  let own = EditorState.create({ doc, plugins: [typingPlugin()] });
  const place = TextSelection.create(own.doc, at);
  own = own.apply(own.tr.setSelection(place));
  own = own.apply(own.tr.insertText(text));
  ({ doc } = own);
  return state.apply(
    state.tr.replaceWith(0, state.doc.content.size, doc.content)
  );
}

async function model(body: string) {
  const original = await new Sample(1).pack(body);
  const shown = await shownPackage(original);
  const editor = await DocxModel.read(shown);
  const texts = () => editor.states.flatMap(({ doc }) => typedTexts(doc));
  const [before, base] = [texts(), await editor.write(shown)];
  return {
    editor,
    saved: async () => {
      const edited = await editor.write(shown);
      const left = await unwritten(before, texts(), base, edited);
      const { bytes } = await mergePackages(original, base, edited);
      const again = await DocxModel.read(await shownPackage(bytes));
      return { left, texts: typedTexts(again.states[0].doc) };
    }
  };
}

test('text typed beside the mark of a note is stored as text', async () => {
  for (const beside of [
    `${run('before')}${NOTE}`,
    `${run('before')}${NOTE}${run('after')}`,
    `${NOTE}${run('after')}`
  ]) {
    const { editor, saved } = await model(`<w:p>${beside}</w:p>`);
    editor.edit(state => {
      const at = find(state.doc, '2'); // The number of the note.
      if (at === -1) {
        return state;
      }
      return typed(typed(state, at + 1, 'later'), at, 'sooner');
    });
    const { left, texts } = await saved();
    assert.deepEqual(left, []);
    assert.match(texts[0], /sooner\S?later/, beside);
  }
});

test('nothing is typed in a text box, as that would not be stored', async () => {
  const sample = new Sample(1);
  const { editor, saved } = await model(
    `<w:p>${IN_RUNS.textbox(sample)}</w:p><w:p>${run('after')}</w:p>`
  );
  editor.edit(state => {
    const at = find(state.doc, 'w1x');
    return at === -1 ? state : typed(state, at + 1, 'inside');
  });
  const { left, texts } = await saved();
  assert.deepEqual(left, []);
  assert.ok(texts.join().includes('after'));
  assert.ok(!texts.join().includes('inside'));
});

test('what is in the editor and not in what it wrote is told', async () => {
  const sample = new Sample(1);
  const { editor, saved } = await model(
    `<w:p>${IN_RUNS.textbox(sample)}</w:p><w:p>${run('after')}</w:p>`
  );
  // As replacing everywhere does.
  editor.edit(state => {
    const at = find(state.doc, 'w1x');
    return at === -1 ? state : state.apply(state.tr.insertText('Q', at + 1));
  });
  const { left } = await saved();
  assert.match(left.join(), /^wQ1x/);
  assert.equal(left.length, 1);
});

/** Elements of the body, by name and number, and those in runs by their text. */
async function kept(body: string, change: 'bold' | 'type'): Promise<string> {
  const original = await new Sample(1).pack(body);
  const shown = await shownPackage(original);
  const editor = await DocxModel.read(shown);
  const base = await editor.write(shown);
  editor.edit(state => {
    const { doc, schema, tr } = state;
    if (change === 'bold') {
      return state.apply(
        tr.addMark(0, doc.content.size, schema.marks.bold.create())
      );
    }
    doc.descendants((node, at) => {
      if (node.isTextblock) {
        tr.insertText('typed', tr.mapping.map(at + 1));
      }
    });
    return state.apply(tr);
  });
  const edited = await editor.write(shown);
  const { bytes } = await mergePackages(original, base, edited);
  const zip = await JSZip.loadAsync(bytes);
  return (await zip.file('word/document.xml')?.async('text')) ?? '';
}

const CHANGES = ['bold', 'type'] as const;

test('signs that are elements stay in a paragraph that is edited', async () => {
  for (const sign of [
    '<w:noBreakHyphen/>',
    '<w:softHyphen/>',
    '<w:sym w:font="Wingdings" w:char="F0FE"/>',
    '<w:ptab w:relativeTo="margin" w:alignment="right" w:leader="none"/>',
    '<w:pgNum/>',
    '<w:br w:type="column"/>'
  ]) {
    for (const change of CHANGES) {
      const body = `<w:p>${run('a')}<w:r>${sign}</w:r>${run('b')}</w:p>`;
      const text = await kept(body, change);
      assert.ok(text.includes(sign), `${sign} ${change}`);
      assert.ok(text.indexOf('a</w:t>') < text.indexOf(sign));
      assert.ok(text.indexOf(sign) < text.indexOf('b</w:t>'));
    }
  }
});

test('a page break with which a paragraph begins stays before it', async () => {
  const page = '<w:r><w:br w:type="page"/></w:r>';
  for (const change of CHANGES) {
    const text = await kept(`<w:p>${page}${run('a')}</w:p>`, change);
    assert.match(text, /^[^]*?<w:pPr><w:pageBreakBefore\/><\/w:pPr>/);
    assert.ok(!text.includes('w:type="page"'));
  }
});

test('the marks of notes stay, whatever is around them', async () => {
  for (const around of [
    '<w:hyperlink w:anchor="x">|</w:hyperlink>',
    '<w:ins w:id="1" w:author="A">|</w:ins>',
    '<w:del w:id="1" w:author="A">|</w:del>',
    '<w:sdt><w:sdtPr/><w:sdtContent>|</w:sdtContent></w:sdt>',
    '|'
  ]) {
    for (const change of CHANGES) {
      const inner = around.includes('w:del')
        ? `${run('a').replace(/w:t>/g, 'w:delText>')}${NOTE}`
        : `${run('a')}${NOTE}`;
      const body = `<w:p>${around.replace('|', inner)}${run('b')}</w:p>`;
      const text = await kept(body, change);
      const [start] = text.split('>anchor<');
      const count = start.split('<w:footnoteReference').length - 1;
      assert.equal(count, 1, `${around} ${change}`);
    }
  }
});

test('a note that is deleted is gone', async () => {
  const body = `<w:p>${run('a')}${NOTE}${run('b')}${NOTE.replace('"2"', '"3"')}</w:p>`;
  const original = await new Sample(1).pack(body);
  const shown = await shownPackage(original);
  const editor = await DocxModel.read(shown);
  const base = await editor.write(shown);
  editor.edit(state => {
    const first = state.doc.firstChild;
    return first?.textContent.startsWith('a')
      ? state.apply(state.tr.insertText('new', 1, first.content.size + 1))
      : state;
  });
  const edited = await editor.write(shown);
  const { bytes } = await mergePackages(original, base, edited);
  const zip = await JSZip.loadAsync(bytes);
  const text = (await zip.file('word/document.xml')?.async('text')) ?? '';
  assert.ok(!text.split('>anchor<')[0].includes('footnoteReference'));
});

test('a comment on several paragraphs stays, its marks where they were', async () => {
  const [start, end, name] = [
    '<w:commentRangeStart w:id="7"/>',
    '<w:commentRangeEnd w:id="7"/>',
    '<w:r><w:commentReference w:id="7"/></w:r>'
  ];
  const body = `<w:p>${start}${run('first')}</w:p><w:p>${run('second')}${end}${name}${run('rest')}</w:p>`;
  for (const change of CHANGES) {
    const text = await kept(body, change);
    for (const mark of [start, end, name]) {
      assert.equal(text.split(mark).length, 2, `${mark} ${change}`);
    }
    assert.ok(text.indexOf('first') < text.indexOf(end));
    assert.ok(text.indexOf('second') < text.indexOf(end));
    assert.ok(text.indexOf(end) < text.indexOf('rest'));
  }
});

test('a comment in a tracked change stays', async () => {
  const marks = [
    '<w:commentRangeStart w:id="7"/>',
    '<w:commentRangeEnd w:id="7"/>',
    '<w:commentReference w:id="7"/>'
  ];
  const [start, end, name] = marks;
  const body = `<w:p>${run('a')}<w:ins w:id="1" w:author="A">${start}${run('b')}${end}<w:r>${name}</w:r></w:ins>${run('c')}</w:p>`;
  for (const change of CHANGES) {
    const text = await kept(body, change);
    for (const mark of marks) {
      assert.equal(text.split(mark).length, 2, `${mark} ${change}`);
    }
  }
});

test('properties of a run come first in it', async () => {
  const page = '<w:lastRenderedPageBreak/>';
  const body = `<w:p><w:r><w:rPr><w:i/></w:rPr>${page}<w:t>a</w:t></w:r></w:p>`;
  for (const change of CHANGES) {
    const text = await kept(body, change);
    assert.doesNotMatch(text, /<w:lastRenderedPageBreak\/><w:rPr>/);
  }
});

test('a paragraph that is divided has its bookmark once', async () => {
  const [start, end] = [
    '<w:bookmarkStart w:id="4" w:name="there"/>',
    '<w:bookmarkEnd w:id="4"/>'
  ];
  const body = `<w:p>${start}${run('first second')}${end}</w:p>`;
  const original = await new Sample(1).pack(body);
  const shown = await shownPackage(original);
  const editor = await DocxModel.read(shown);
  const base = await editor.write(shown);
  editor.edit(state => {
    const at = find(state.doc, 'second');
    return at === -1 ? state : state.apply(state.tr.split(at));
  });
  const edited = await editor.write(shown);
  const { bytes } = await mergePackages(original, base, edited);
  const zip = await JSZip.loadAsync(bytes);
  const text = (await zip.file('word/document.xml')?.async('text')) ?? '';
  assert.equal(text.split('"there"').length, 2);
  assert.equal(text.split('<w:bookmarkEnd').length, 2);
  assert.ok(text.indexOf('second') < text.indexOf('<w:bookmarkEnd'));
});
