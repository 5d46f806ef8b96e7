import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

import { DEFAULTS, editorSettings } from '../src/application/settings';

describe('the settings', () => {
  it('are those of the schema', () => {
    const schema = JSON.parse(
      readFileSync('labextension/schema/plugin.json', 'utf-8')
    ) as { properties: Record<string, { default: unknown }> };
    const defaults = Object.fromEntries(
      Object.entries(schema.properties).map(([name, p]) => [name, p.default])
    );
    assert.deepEqual(defaults, DEFAULTS);
  });

  it('of the editor are sent as far as they are not the usual', () => {
    assert.equal(editorSettings(DEFAULTS), undefined);
    const settings = { ...DEFAULTS, unit: 'pt', zoom: 100, theme: 'dark' };
    assert.equal(editorSettings(settings as typeof DEFAULTS), '{"unit":"pt"}');
  });
});
