import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { editorTexts } from '../src/builtin/docx-language';

describe('the texts of the built-in docx editor', () => {
  it('are in the language, whatever its region', async () => {
    const german = await editorTexts('de-AT');
    assert.ok(german && JSON.stringify(german).includes('Einfügen'));
    assert.ok(await editorTexts('fr-FR'));
    assert.ok(await editorTexts('zh-CN'));
  });

  it('are English where it has no other', async () => {
    assert.equal(await editorTexts('ja-JP'), undefined);
    assert.equal(await editorTexts('zh-TW'), undefined);
    assert.equal(await editorTexts('en'), undefined);
  });
});
