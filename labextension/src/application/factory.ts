/**
 * How JupyterLab makes the tab of a document.
 */
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import { ABCWidgetFactory, TextModelFactory } from '@jupyterlab/docregistry';
import type { Contents } from '@jupyterlab/services';

import { routeReverts, routeSaves } from './contents-provider';
import { OfficeDocument } from '../documents/document-widget';
import type { Office } from './services';
import { ID } from './services';
import type { Mode } from '../documents/open-answer';
import { OfficePanel } from '../documents/document-panel';

/** A model without content: the document lives in its editor. */
export class OfficeModelFactory extends TextModelFactory {
  override get name(): string {
    return ID;
  }

  /** null keeps the context from fetching the file. */
  override get fileFormat(): Contents.FileFormat {
    return null;
  }

  /** A collaborative model is not saved by itself, nor on opening (checkpoint). */
  override createNew(
    options: Parameters<TextModelFactory['createNew']>[0] = {}
  ): ReturnType<TextModelFactory['createNew']> {
    return super.createNew({ ...options, collaborationEnabled: true });
  }
}

export class OfficeFactory extends ABCWidgetFactory<OfficeDocument> {
  constructor(
    private readonly _office: Office,
    options: DocumentRegistry.IWidgetFactoryOptions<OfficeDocument>,
    private readonly _mode?: Mode
  ) {
    super(options);
  }

  protected override createNewWidget(
    context: DocumentRegistry.Context
  ): OfficeDocument {
    const content = new OfficePanel(this._office, context);
    content.mode = this._mode;
    routeSaves(context, this._office, content);
    const widget = new OfficeDocument({ content, context });
    routeReverts(context, () => content.reload());
    const type = this._office.fileTypeOf(context.path);
    widget.title.icon = type?.icon;
    widget.title.iconClass = type?.iconClass ?? '';
    widget.title.iconLabel = type?.iconLabel ?? '';
    return widget;
  }
}
