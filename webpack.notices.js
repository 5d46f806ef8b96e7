// The notices of all that is bundled: one file beside the bundle, made of the
// modules that the bundler has put into it, at each build.
const fs = require('fs');
const path = require('path');

const FILE = 'third-party-notices.txt';
const LICENCE = /^(licen[cs]e|copying|notice|ofl)[^.]*(\.(md|txt|markdown))?$/i;
// What pdf.js has in its own files, as the source maps of those tell.
const EMBEDDED = {
  'pdfjs-dist': [
    [
      'core-js',
      'MIT',
      'Copyright (c) 2014-2025 Denis Pushkarev, 2025-2026 CoreJS Company'
    ],
    ['@fluent/bundle', 'Apache-2.0', 'Copyright Mozilla Foundation'],
    ['@fluent/dom', 'Apache-2.0', 'Copyright Mozilla Foundation'],
    ['cached-iterable', 'Apache-2.0', 'Copyright Mozilla Foundation']
  ]
};
const LISTED = {
  all: false,
  modules: true,
  nestedModules: true,
  orphanModules: true, // those that are joined with others into one
  cachedModules: true,
  dependentModules: true,
  children: true,
  modulesSpace: Infinity,
  nestedModulesSpace: Infinity
};

/** The files of all modules, those in concatenated ones and in workers too. */
function* resources(stats) {
  for (const module of stats.modules ?? []) {
    if (module.nameForCondition) {
      yield module.nameForCondition;
    }
    yield* resources(module);
  }
  for (const child of stats.children ?? []) {
    yield* resources(child);
  }
}

/** The folder of the package that a file belongs to; undefined for our own. */
function packageOf(file) {
  const at = file.lastIndexOf(`${path.sep}node_modules${path.sep}`);
  if (at < 0) {
    return undefined;
  }
  const root = at + '/node_modules/'.length;
  const parts = file.slice(root).split(path.sep);
  const name = parts.slice(0, parts[0].startsWith('@') ? 2 : 1).join(path.sep);
  return file.slice(0, root) + name;
}

/** The texts of a folder's licences and notices, by the names of the files. */
function textsIn(folder) {
  return fs
    .readdirSync(folder)
    .filter(
      name =>
        LICENCE.test(name) && fs.statSync(path.join(folder, name)).isFile()
    )
    .sort()
    .map(name => [
      name,
      fs.readFileSync(path.join(folder, name), 'utf8').trim()
    ]);
}

/** What is said of a package whose folders (its own, and of its assets) these are. */
function notice(root, folders) {
  const about = JSON.parse(
    fs.readFileSync(path.join(root, 'package.json'), 'utf8')
  );
  const author = about.author?.name ?? about.author ?? '';
  const lines = [`${about.name} ${about.version}`, `License: ${about.license}`];
  if (author) {
    lines.push(`Author: ${author}`);
  }
  if (about.homepage) {
    lines.push(`Home: ${about.homepage}`);
  }
  const texts = [...new Set([root, ...folders])].sort().flatMap(folder =>
    textsIn(folder).map(([name, text]) => {
      const place = path.relative(root, path.join(folder, name));
      return `--- ${place.split(path.sep).join('/')}\n\n${text}`;
    })
  );
  if (!texts.length) {
    texts.push(common(about.license, author && `Copyright (c) ${author}`));
  }
  const embedded = (EMBEDDED[about.name] ?? []).map(
    ([name, license, copyright]) =>
      [
        `${name} (in ${about.name})\nLicense: ${license}`,
        common(license, copyright)
      ].join('\n\n')
  );
  return [[lines.join('\n'), ...texts].join('\n\n'), ...embedded];
}

/** The text of a licence that a package names without bringing it. */
function common(license, copyright) {
  if (license === 'MIT') {
    return `${copyright}\n\n${MIT}`;
  }
  if (license === 'Apache-2.0') {
    return `${copyright}\n\nThe text of the Apache License 2.0 stands below pdfjs-dist.`;
  }
  throw new Error(`No text of the licence ${license} (${copyright}).`);
}

/** Writes them into the folder of the bundle. */
class Notices {
  apply(compiler) {
    const { Compilation, sources } = compiler.webpack;
    compiler.hooks.thisCompilation.tap('Notices', compilation => {
      const stage = Compilation.PROCESS_ASSETS_STAGE_REPORT;
      compilation.hooks.processAssets.tap({ name: 'Notices', stage }, () => {
        const packages = new Map();
        const stats = compilation.getStats().toJson(LISTED);
        for (const resource of resources(stats)) {
          const file = resource.split('?')[0];
          const root = packageOf(file);
          if (root) {
            const folders = packages.get(root) ?? new Set();
            packages.set(root, folders.add(path.dirname(file)));
          }
        }
        const said = [...packages]
          .flatMap(([root, folders]) => notice(root, folders))
          .sort();
        const rule = `\n\n${'='.repeat(72)}\n\n`;
        const text = [HEADING, ...said].join(rule) + '\n';
        compilation.emitAsset(FILE, new sources.RawSource(text));
      });
    });
  }
}

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;

const HEADING =
  'jupyter-onlyoffice has its own licence (LICENSE). Its front end contains\n' +
  'the following packages, fonts and decoders, each under the licence below it.';

module.exports = Notices;
