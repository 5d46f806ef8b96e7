/**
 * Opening, saving and copying documents without ever moving their bytes through
 * the browser.
 */
import { PathExt } from '@jupyterlab/coreutils';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { Contents } from '@jupyterlab/services';

import { ID } from './office';

/** What a save of ours carries: the document that the context belongs to. */
interface SaveOptions extends Partial<Contents.IModel> {
  source?: string;
}

/**
 * A content provider that fetches metadata only, and whose save is the force
 * save of the open editor.
 */
export class OfficeContents {
  constructor(
    private readonly _drive: Contents.IDrive,
    private readonly _save: (path: string) => Promise<void>
  ) {}

  async get(
    path: string,
    options?: Contents.IFetchOptions
  ): Promise<Contents.IModel> {
    if (options?.hash && !options.content) {
      // The document context asks whether the file changed on disk before it
      // overwrites it. It overwrites nothing here; our server compares, and
      // stores beside a file that changed.
      return stub(path);
    }
    return this._drive.get(path, {
      type: 'file',
      content: false,
      hash: false
    });
  }

  async save(path: string, options?: SaveOptions): Promise<Contents.IModel> {
    const source = options?.source ?? path;
    await this._save(source);
    if (source !== path) {
      await this._copy(source, path);
    }
    try {
      return await this.get(path);
    } catch {
      return stub(path); // The file is gone; the edits are in a copy.
    }
  }

  /** Copy on the server ("Save As"): it chooses a name first, then gets ours. */
  private async _copy(source: string, target: string): Promise<void> {
    const copy = await this._drive.copy(source, PathExt.dirname(target));
    if (copy.path !== target) {
      await this._drive.rename(copy.path, target);
    }
  }
}

/** Metadata of a file that nothing is known of. */
function stub(path: string): Contents.IModel {
  const never = new Date(0).toISOString();
  return {
    name: PathExt.basename(path),
    path,
    type: 'file',
    writable: true,
    created: never,
    last_modified: never,
    mimetype: '',
    content: null,
    format: null
  };
}

/**
 * Make every save of `context` go through our provider.
 *
 * "Save As", a save after the file was deleted, and JupyterLab 4.4 leave the
 * provider out and would PUT an empty file. The name is private: where it is
 * gone, the server refuses such a PUT and the file stays as it was.
 */
export function routeSaves(context: DocumentRegistry.Context): void {
  const inner = context as unknown as { _createSaveOptions?: () => object };
  if (inner._createSaveOptions) {
    inner._createSaveOptions = () => ({
      type: 'file',
      format: null,
      content: null,
      contentProviderId: ID,
      source: context.localPath
    });
  }
}

/**
 * Make "Reload from Disk" and "Revert to Checkpoint", which only fetch the
 * metadata anew here, reload the editor too.
 */
export function routeReverts(
  context: DocumentRegistry.Context,
  reload: () => Promise<void>
): void {
  const revert = context.revert.bind(context);
  context.revert = async () => {
    await revert();
    await reload();
  };
}
