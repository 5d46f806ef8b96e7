import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { documentLanguage } from '../src/new-documents/document-language';

describe('the language of a new document', () => {
  const cases: [string, string, string[], string][] = [
    ['auto', 'en', ['de-AT', 'en'], 'de-AT'],
    ['auto', 'en', ['en-GB'], 'en-GB'],
    ['auto', 'en', [], 'en-US'],
    ['auto', 'de-DE', ['en-US', 'de-AT'], 'de-AT'],
    ['auto', 'de-DE', ['en-US', 'de'], 'de-DE'],
    ['auto', 'zh-TW', ['zh-CN'], 'zh-TW'],
    ['auto', 'en', ['zh-CN', 'zh'], 'zh-CN'],
    ['fr_CA', 'de-DE', ['de-DE'], 'fr-CA'],
    ['', 'en', ['pt-BR'], 'pt-BR']
  ];
  for (const [chosen, ours, browser, expected] of cases) {
    it(`is ${expected} for ${chosen || 'nothing'}, ${ours}, ${browser.join()}`, () => {
      assert.equal(documentLanguage(chosen, ours, browser), expected);
    });
  }
});
