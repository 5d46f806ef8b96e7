/**
 * Features of the editor that other extensions have added.
 */
import type { IDisposable } from '@lumino/disposable';
import { DisposableDelegate } from '@lumino/disposable';

import type {
  EditorHandlers,
  IEditedDocument,
  IEditorFeatures
} from '../tokens';

type Added = (document: IEditedDocument) => EditorHandlers;

export class AddedFeatures implements IEditorFeatures {
  add(handlers: Added): IDisposable {
    const entry = { handlers };
    this._added.add(entry);
    return new DisposableDelegate(() => this._added.delete(entry));
  }

  /** The handlers for `document` of events that are not in `taken`; what came first counts. */
  handlersOf(
    document: IEditedDocument,
    taken: Readonly<EditorHandlers>
  ): EditorHandlers {
    const found: EditorHandlers = {};
    for (const { handlers } of this._added) {
      try {
        Object.assign(found, { ...handlers(document), ...found });
      } catch (error) {
        // The document opens without it.
        console.error('ONLYOFFICE: a feature was not added', error);
      }
    }
    return Object.fromEntries(
      Object.entries(found).filter(([name]) => !(name in taken))
    );
  }

  private readonly _added = new Set<{ handlers: Added }>();
}
