/**
 * Modules of the front end as they are, with stand-ins for what needs a
 * browser: for tests of what imports much of JupyterLab, whose types and parts
 * are not for Node.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import ts from 'typescript';

const SOURCES = resolve('labextension/src');

interface Compiled extends NodeJS.Module {
  _compile(code: string, filename: string): void;
}

require.extensions['.ts'] = (module, filename) => {
  const { outputText } = ts.transpileModule(readFileSync(filename, 'utf8'), {
    compilerOptions: {
      esModuleInterop: true,
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022
    }
  });
  (module as Compiled)._compile(outputText, filename);
};

/** The exports of `name`, such as "features/history". */
export function load<T>(name: string): T {
  return module.require(resolve(SOURCES, `${name}.ts`)) as T;
}

/** Have `name` export this to whoever is loaded after it. */
export function replace(name: string, exports: object): void {
  cache(resolve(SOURCES, `${name}.ts`), exports);
}

/** The same for a package, such as "@jupyterlab/apputils". */
export function replacePackage(name: string, exports: object): void {
  cache(require.resolve(name), exports);
}

function cache(filename: string, exports: object): void {
  require.cache[filename] = {
    id: filename,
    filename,
    loaded: true,
    exports
  } as NodeJS.Module;
}
