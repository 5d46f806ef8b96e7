import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { Signal } from '@lumino/signaling';

import { AddedFeatures } from '../src/features/added-features';
import type { IOfficeDocuments } from '../src/tokens';
import { load } from './sources';

const { OpenDocuments } = load<{
  OpenDocuments: new (...parts: unknown[]) => IOfficeDocuments;
}>('documents/open-documents');

const document = (path: string) => ({
  path,
  config: {},
  call: () => undefined
});

describe('features that other extensions add', () => {
  it('are asked for each document, until they are disposed of', () => {
    const features = new AddedFeatures();
    const heard: string[] = [];
    const added = features.add(({ path }) => ({
      onRequestClose: () => void heard.push(path)
    }));
    for (const path of ['a.docx', 'b.docx']) {
      void features.handlersOf(document(path), {}).onRequestClose({});
    }
    assert.deepEqual(heard, ['a.docx', 'b.docx']);
    added.dispose();
    assert.deepEqual(features.handlersOf(document('a.docx'), {}), {});
  });

  it('do not take an event from this extension, nor from one that was first', () => {
    const features = new AddedFeatures();
    const first = () => undefined;
    features.add(() => ({ onRequestClose: first, onRequestUsers: first }));
    features.add(() => ({ onRequestClose: () => assert.fail() }));
    const found = features.handlersOf(document('a.docx'), {
      onRequestUsers: () => undefined
    });
    assert.deepEqual(found, { onRequestClose: first });
  });

  it('leave the document to the others when one fails', t => {
    const logged = t.mock.method(console, 'error', () => undefined);
    const features = new AddedFeatures();
    features.add(() => {
      throw new Error('no');
    });
    features.add(() => ({ onRequestClose: () => undefined }));
    const found = features.handlersOf(document('a.docx'), {});
    assert.deepEqual(Object.keys(found), ['onRequestClose']);
    assert.equal(logged.mock.callCount(), 1);
  });
});

/** A tab, its events, and what was asked of it. */
function tab(path: string) {
  const widget = {
    content: {
      path,
      saves: 0,
      save: async () => void (widget.content.saves += 1)
    },
    context: { pathChanged: new Signal<object, string>({}) },
    disposed: new Signal<object, void>({})
  };
  return widget;
}

function page(...paths: string[]) {
  const tabs = paths.map(tab);
  const executed: unknown[] = [];
  const tracker = {
    currentWidget: tabs[0] ?? null,
    widgetAdded: new Signal<object, object>({}),
    currentChanged: new Signal<object, object | null>({}),
    forEach: (each: (widget: object) => void) => tabs.forEach(each)
  };
  const saves = new Signal<object, object>({});
  const documents = new OpenDocuments(
    tracker,
    {
      execute: async (...args: unknown[]) => void executed.push(args)
    },
    'Office',
    saves
  );
  return { documents, executed, saves, tabs, tracker };
}

describe('the open documents', () => {
  it('are listed once each, with the one in front', () => {
    const { documents } = page('a.docx', 'b.xlsx', 'a.docx');
    assert.deepEqual(documents.list(), ['a.docx', 'b.xlsx']);
    assert.equal(documents.current, 'a.docx');
    assert.equal(page().documents.current, null);
  });

  it('are saved in all their tabs; others cannot be', async () => {
    const { documents, tabs } = page('a.docx', 'b.xlsx', 'a.docx');
    await documents.save('a.docx');
    assert.deepEqual(
      tabs.map(({ content }) => content.saves),
      [1, 0, 1]
    );
    await assert.rejects(documents.save('c.docx'), /c\.docx is not open/);
  });

  it('open in our editor', async () => {
    const { documents, executed } = page();
    await documents.open('a.pdf');
    assert.deepEqual(executed, [
      ['docmanager:open', { path: 'a.pdf', factory: 'Office' }]
    ]);
  });

  it('tell what becomes of them', async () => {
    const { documents, saves, tabs, tracker } = page('a.docx');
    const told: unknown[] = [];
    documents.currentChanged.connect((_, path) => told.push(path));
    documents.listChanged.connect(() => told.push(documents.list()));
    documents.saved.connect((_, path) => told.push(`saved ${path}`));

    saves.emit({ state: 'users', path: 'a.docx' });
    saves.emit({ state: 'stored', path: 'a.docx' });
    assert.deepEqual(told.splice(0), ['saved a.docx']);

    const added = tab('b.xlsx');
    tabs.push(added);
    tracker.widgetAdded.emit(added);
    assert.deepEqual(told.splice(0), [['a.docx', 'b.xlsx']]);

    tracker.currentWidget = added;
    tracker.currentChanged.emit(added);
    assert.deepEqual(told.splice(0), ['b.xlsx']);

    added.content.path = 'c.xlsx';
    added.context.pathChanged.emit('c.xlsx');
    assert.deepEqual(told.splice(0), [['a.docx', 'c.xlsx']]);

    added.disposed.emit();
    tabs.pop();
    await Promise.resolve();
    assert.deepEqual(told, [['a.docx']]);
  });
});
