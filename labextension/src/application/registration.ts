/**
 * What makes JupyterLab open office documents with us: file types, factories,
 * the provider of their content, and the tracker that brings tabs back.
 */
import type { ILayoutRestorer, JupyterFrontEnd } from '@jupyterlab/application';
import { WidgetTracker } from '@jupyterlab/apputils';
import type { Contents } from '@jupyterlab/services';

import { OfficeContents } from './contents-provider';
import type { OfficeDocument } from '../documents/document-widget';
import { OfficeFactory, OfficeModelFactory } from './factory';
import { registerFormats } from './formats';
import { addLocation } from '../files/show-in-file-browser';
import type { Office } from './services';
import { FACTORY, ID, VIEWER } from './services';

/** Let JupyterLab open the formats with our factory, and restore its tabs. */
export function addDocuments(
  app: JupyterFrontEnd,
  office: Office,
  restorer: ILayoutRestorer | null
): {
  tracker: WidgetTracker<OfficeDocument>;
  contents: OfficeContents | undefined;
} {
  const { docRegistry, serviceManager } = app;
  const tracker = new WidgetTracker<OfficeDocument>({ namespace: ID });
  const { defaultDrive: drive } =
    serviceManager.contents as Contents.IManager & {
      defaultDrive?: Contents.IDrive;
    };
  const contents =
    drive &&
    new OfficeContents(drive, async path => {
      const open = tracker.filter(({ content }) => content.path === path);
      await Promise.all(open.map(({ content }) => content.save()));
    });
  if (contents) {
    drive.contentProviderRegistry?.register(ID, contents);
  }

  const types = registerFormats(
    docRegistry,
    office.status.formats,
    office.trans
  );
  docRegistry.addModelFactory(new OfficeModelFactory());
  const options = {
    modelName: ID,
    contentProviderId: ID,
    fileTypes: types.all,
    preferKernel: false,
    canStartKernel: false,
    autoStartDefault: false
  };
  for (const factory of [
    new OfficeFactory(office, {
      ...options,
      name: FACTORY,
      defaultFor: types.first
    }),
    new OfficeFactory(
      office,
      {
        ...options,
        name: VIEWER,
        label: office.trans.__('ONLYOFFICE (view only)')
      },
      'view'
    )
  ]) {
    docRegistry.addWidgetFactory(factory);
    factory.widgetCreated.connect((_, widget) => {
      const { content, context } = widget;
      context.pathChanged.connect(() => void tracker.save(widget));
      content.modeChanged.connect(() => void tracker.save(widget));
      addLocation(content, app, office);
      void tracker.add(widget);
    });
  }
  if (restorer) {
    void restorer.restore(tracker, {
      command: 'docmanager:open',
      args: ({ content, context }) => ({
        path: context.path,
        factory: content.mode === 'view' ? VIEWER : FACTORY
      }),
      // A document may be open for both.
      name: ({ content, context }) =>
        content.mode === 'view' ? `${context.path}:view` : context.path
    });
  }
  return { tracker, contents };
}
