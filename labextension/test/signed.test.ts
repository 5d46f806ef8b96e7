/**
 * Docs refuses, or silently changes, what differs from its token. So what the
 * server has signed goes to the editor as it came.
 */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';

import { load, replace } from './sources';

type Handler = (event: { data?: unknown }) => Promise<void>;
type Feature = (host: object) => Record<string, Handler>;
type Config = Record<string, unknown>;

const picked: string[] = [];
replace('files/file-picker', { pickFiles: () => Promise.resolve(picked) });
replace('features/error-dialog', {
  orTell: (title: string, work: () => Promise<void>) => work()
});

const CONFIG = {
  type: 'desktop',
  documentType: 'word',
  width: '100%',
  height: '100%',
  document: {
    key: 'k',
    permissions: { edit: true, commentGroups: { edit: ['hr'] } },
    referenceData: { fileKey: 'f', instanceId: 'i' }
  },
  editorConfig: { customization: { forcesave: true }, user: { id: 'u' } },
  token: 'a.b.c'
};

/** An api.js that writes into what it is given, as the genuine one does. */
class DocEditor {
  static readonly configs: Config[] = [];
  static version = (): string => '9.3.0';

  constructor(
    readonly id: string,
    config: typeof CONFIG
  ) {
    this.refreshFile(config);
  }

  refreshFile(config: typeof CONFIG): void {
    const sent: Config = { ...config };
    delete sent.events; // functions, which are not signed
    DocEditor.configs.push(structuredClone(sent));
    Object.assign(config.document.permissions, { print: false });
    Object.assign(config.editorConfig, { canHistoryClose: true });
  }

  destroyEditor(): void {
    // Nothing is left of it.
  }
}

describe('a config', () => {
  before(() => {
    Object.assign(globalThis, {
      document: { createElement: () => ({}) },
      MutationObserver: class {
        observe(): void {
          // Nothing is taken out of the page.
        }
        disconnect(): void {
          // Nobody listens.
        }
      }
    });
  });

  after(() => {
    Reflect.deleteProperty(globalThis, 'document');
    Reflect.deleteProperty(globalThis, 'MutationObserver');
  });

  it('reaches api.js as the server has signed it, however often', () => {
    const { DocsEditor } = load<{
      DocsEditor: new (...args: unknown[]) => {
        refresh(config: Config): void;
        dispose(): void;
      };
    }>('docs/docs-editor');
    const config = structuredClone(CONFIG);
    const host = {
      appendChild: () => undefined,
      replaceChildren: () => undefined
    };
    const editor = new DocsEditor({ DocEditor }, host, config, {});
    editor.refresh(config);
    editor.dispose();
    new DocsEditor({ DocEditor }, host, config, {});
    assert.deepEqual(config, CONFIG);
    assert.deepEqual(DocEditor.configs, [CONFIG, CONFIG, CONFIG]);
  });
});

describe('an answer to an event', () => {
  /** What the server signs; nobody may change it. */
  const signed = (name: string): object =>
    Object.freeze({ name, list: Object.freeze([1, 'é', null]), token: 't' });
  const calls: [string, unknown][] = [];
  const host = {
    answer: { can: ['history', 'insert', 'references'] },
    call: (method: string, data: unknown) => calls.push([method, data]),
    leave: () => undefined,
    panel: { path: 'folder/book.xlsx' },
    office: {
      language: 'en',
      status: { formats: [] },
      trans: { __: (text: string) => text },
      requests: {
        json: () => Promise.resolve(signed('version')),
        insert: (kind: string) => Promise.resolve(signed(kind)),
        reference: () => Promise.resolve({ data: signed('reference') })
      }
    }
  };

  beforeEach(() => {
    calls.length = 0;
    picked.splice(0, picked.length, 'folder/one.xlsx');
  });

  for (const [feature, event, method, name] of [
    ['history', 'onRequestHistoryData', 'setHistoryData', 'version'],
    ['insert', 'onRequestInsertImage', 'insertImage', 'image'],
    ['insert', 'onRequestSelectDocument', 'setRequestedDocument', 'document'],
    [
      'insert',
      'onRequestSelectSpreadsheet',
      'setRequestedSpreadsheet',
      'spreadsheet'
    ],
    ['references', 'onRequestReferenceData', 'setReferenceData', 'reference'],
    [
      'references',
      'onRequestReferenceSource',
      'setReferenceSource',
      'reference'
    ]
  ]) {
    it(`reaches ${method} as the server has signed it`, async () => {
      const features = load<Record<string, Feature>>(`features/${feature}`);
      await features[feature](host)[event]({ data: {} });
      assert.deepEqual(calls, [[method, signed(name)]]);
    });
  }
});
