import assert from 'node:assert/strict';
import { describe, it } from 'node:test';

import { translated } from '../src/application/settings-text';

describe('the texts of the settings', () => {
  it('are translated at every depth, and nothing else is', () => {
    const schema = {
      title: 'ONLYOFFICE',
      properties: {
        theme: {
          title: 'Theme',
          description: 'Light or dark.',
          enum: ['auto'],
          default: 'Theme',
          oneOf: [{ const: 'auto', title: 'Automatic' }]
        },
        editor: { properties: { zoom: { title: 'Zoom' } } }
      }
    };
    const before = structuredClone(schema);
    const german = translated(schema, {
      _p: (context, text) => `${context}:${text}`
    });
    assert.deepEqual(schema, before);
    assert.deepEqual(german, {
      title: 'schema:ONLYOFFICE',
      properties: {
        theme: {
          title: 'settings:Theme',
          description: 'settings:Light or dark.',
          enum: ['auto'],
          default: 'Theme',
          oneOf: [{ const: 'auto', title: 'settings:Automatic' }]
        },
        editor: { properties: { zoom: { title: 'settings:Zoom' } } }
      }
    });
  });
});
