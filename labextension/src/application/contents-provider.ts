/**
 * Opening, saving and copying documents without ever moving their bytes through
 * the browser.
 */
import { showErrorMessage } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { Contents } from '@jupyterlab/services';
import { Signal } from '@lumino/signaling';

import type { Office } from './services';
import { ID } from './services';
import type { DocumentTab } from '../documents/document-tab';

/** What a save of ours carries. */
interface SaveOptions extends Partial<Contents.IModel> {
  /** The document whose editor saves. */
  source?: string;
  /** The file was stored already: only its metadata is news. */
  stored?: boolean;
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

  /** What JupyterLab should know of; it comes to it through the drive. */
  readonly fileChanged = new Signal<this, Contents.IChangedArgs>(this);

  /**
   * A file was renamed by somebody else: let the tabs of it and the file browser
   * follow, as they do when JupyterLab has renamed it.
   */
  renamed(from: string, to: string): void {
    this.fileChanged.emit({
      type: 'rename',
      oldValue: { path: from },
      newValue: { path: to, name: PathExt.basename(to) }
    });
  }

  get(path: string): Promise<Contents.IModel> {
    return this._drive.get(path, { type: 'file', content: false, hash: false });
  }

  async save(path: string, options?: SaveOptions): Promise<Contents.IModel> {
    if (options?.stored) {
      return this.get(path);
    }
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
 * JupyterLab's own `save` first compares the file on disk with what the browser
 * knows and asks whether to overwrite it: nothing is overwritten here, as our
 * server compares and stores beside a file that changed. In JupyterLab 4.4 it
 * does not save a collaborative model at all, without a word.
 *
 * "Save As" would PUT an empty file. The name it takes its options from is
 * private: where it is gone, the server refuses such a PUT.
 */
export function routeSaves(
  context: DocumentRegistry.Context,
  { services, trans, unstored }: Office,
  panel: DocumentTab
): void {
  const options = () => ({
    type: 'file' as const,
    format: null,
    content: null,
    contentProviderId: ID,
    source: context.localPath
  });
  const saveState = stateOf(context);
  context.save = async () => {
    await context.ready;
    if (!panel.savesNow) {
      await panel.save().catch(silently); // The status line tells why.
      return;
    }
    saveState.emit('started');
    try {
      await services.contents.save(context.path, options());
      saveState.emit('completed');
    } catch (error) {
      saveState.emit('failed');
      const path = context.localPath;
      if (unstored.documents.some(entry => entry.path === path)) {
        silently(error); // It is shown, with what can be done about it.
      }
      void showErrorMessage(
        trans.__('“%1” could not be saved', PathExt.basename(path)),
        error as Error
      );
      throw error;
    }
  };
  const inner = context as unknown as { _createSaveOptions?: () => object };
  if (inner._createSaveOptions) {
    inner._createSaveOptions = options;
  }
}

/** Let JupyterLab's status bar no longer say that a save of `context` failed. */
export function savedAfterAll(context: DocumentRegistry.Context): void {
  stateOf(context).emit('completed');
}

function stateOf(
  context: DocumentRegistry.Context
): Signal<DocumentRegistry.Context, DocumentRegistry.SaveState> {
  return context.saveState as ReturnType<typeof stateOf>;
}

/**
 * Reject with the error by which JupyterLab's Save command ends without a word,
 * and without making a checkpoint.
 */
function silently(cause: unknown): never {
  const error = new Error(String(cause));
  error.name = 'ModalCancelError';
  throw error;
}

/**
 * Let JupyterLab know of the file's new time stamp, as after a save of its own.
 * (A revert of the context would do so too, but shows a dialog when it fails.)
 */
export async function refreshMetadata(
  context: DocumentRegistry.Context,
  { services }: Office
): Promise<void> {
  const options: SaveOptions & Contents.IContentProvisionOptions = {
    contentProviderId: ID,
    stored: true
  };
  try {
    await services.contents.save(context.path, options);
  } catch {
    // The server is away, or the file gone: there is nothing new to know.
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
