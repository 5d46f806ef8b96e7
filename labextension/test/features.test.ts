import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as ts from 'typescript';

/** The tests run from the project's root. */
const TYPES = 'node_modules/@onlyoffice/doceditor-types/index.d.ts';
const PAGE = 'docs/features.md';

/**
 * What the documentation of the API has and the types, which end with 9.4.1 on
 * npm, have not: api.onlyoffice.com, changelogs of 10.0.0 and 10.2.0.
 */
const NEWER = {
  keys: ['editorConfig.customization.ai'],
  events: [],
  methods: ['requestRoles']
};

/** What the API of Docs has: config keys as paths, events, methods. */
function api(): Record<'keys' | 'events' | 'methods', Set<string>> {
  const source = ts.createSourceFile(
    TYPES,
    readFileSync(TYPES, 'utf8'),
    ts.ScriptTarget.Latest,
    true
  );
  const interfaces = new Map<string, ts.InterfaceDeclaration>();
  const methods = new Set<string>();
  source.forEachChild(node => {
    if (ts.isInterfaceDeclaration(node)) {
      interfaces.set(node.name.text, node);
    } else if (ts.isClassDeclaration(node) && node.name?.text === 'DocEditor') {
      node.members
        .filter(ts.isMethodDeclaration)
        .forEach(({ name }) => methods.add(name.getText(source)));
    }
  });
  const collect = (
    members: readonly ts.TypeElement[],
    prefix: string,
    into: Set<string>
  ): void => {
    for (const member of members.filter(ts.isPropertySignature)) {
      const path = `${prefix}${member.name.getText(source)}`;
      into.add(path);
      descend(member.type, `${path}.`, into);
    }
  };
  const descend = (
    type: ts.TypeNode | undefined,
    prefix: string,
    into: Set<string>
  ): void => {
    if (!type) {
      return;
    }
    if (ts.isUnionTypeNode(type) || ts.isIntersectionTypeNode(type)) {
      type.types.forEach(one => descend(one, prefix, into));
    } else if (ts.isArrayTypeNode(type)) {
      descend(type.elementType, prefix, into);
    } else if (ts.isTypeLiteralNode(type)) {
      collect(type.members, prefix, into);
    } else if (ts.isTypeReferenceNode(type)) {
      inherit(type.typeName.getText(source), prefix, into);
    }
  };
  const inherit = (name: string, prefix: string, into: Set<string>): void => {
    const found = interfaces.get(name);
    if (found && !name.startsWith('Events')) {
      for (const { types } of found.heritageClauses ?? []) {
        types.forEach(({ expression }) =>
          inherit(expression.getText(source), prefix, into)
        );
      }
      collect([...found.members], prefix, into);
    }
  };
  const keys = new Set<string>();
  inherit('Config', '', keys);
  for (const key of [...keys]) {
    // Only what has no parts of its own is a setting.
    if ([...keys].some(other => other.startsWith(`${key}.`))) {
      keys.delete(key);
    }
  }
  keys.delete('events');
  const events = new Set<string>();
  for (const name of ['EventsBase', 'EventsNormal']) {
    collect([...interfaces.get(name)!.members], '', events);
  }
  NEWER.keys.forEach(key => keys.add(key));
  NEWER.events.forEach(event => events.add(event));
  NEWER.methods.forEach(method => methods.add(method));
  return { keys, events, methods };
}

/** The rows of the tables of the page: names, and what is said of them. */
function rows(heading: string): Map<string, string> {
  const [, part] = readFileSync(PAGE, 'utf8').split(`\n## ${heading}\n`);
  const found = new Map<string, string>();
  for (const line of part.split('\n## ')[0].split('\n')) {
    const [, names, said] = /^\| (`.*?) \| (.*) \|$/.exec(line) ?? [];
    for (const [, name] of (names ?? '').matchAll(/`([^`]+)`/g)) {
      assert.ok(!found.has(name), `${name} stands there twice`);
      found.set(name, said.trim());
    }
  }
  return found;
}

/** All sources of the front end, and of the server's config. */
function sources(): string {
  const typescript = readdirSync('labextension/src', {
    recursive: true,
    encoding: 'utf8'
  }).filter(name => /\.tsx?$/.test(name));
  return typescript
    .map(name => readFileSync(join('labextension/src', name), 'utf8'))
    .join('\n');
}

describe('the page about the API of Docs', () => {
  const known = api();
  const said = {
    keys: rows('Config'),
    events: rows('Events'),
    methods: rows('Methods')
  };

  for (const part of ['keys', 'events', 'methods'] as const) {
    it(`says of all ${part} whether they are used, or why not`, () => {
      assert.deepEqual(
        [...said[part].keys()].filter(name => !known[part].has(name)),
        [],
        'not in the API'
      );
      assert.deepEqual(
        [...known[part]].filter(name => !said[part].get(name)),
        [],
        'not on the page'
      );
    });
  }

  it('calls used what the front end uses, and nothing else', () => {
    const text = sources();
    for (const part of ['events', 'methods'] as const) {
      for (const [name, words] of said[part]) {
        assert.equal(
          new RegExp(`\\b${name}\\b`).test(text),
          words.startsWith('used'),
          name
        );
      }
    }
  });
});
