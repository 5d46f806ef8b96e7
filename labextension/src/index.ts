import { plugin } from './plugin';
import { commandIds } from './plugins/commands';
import { connectionCheck } from './plugins/connection-check';
import { conversion } from './plugins/conversion';
import { documentsApi } from './plugins/documents-api';
import { editorFeatures } from './plugins/editor-features';
import { newDocuments } from './plugins/new-documents';
import { properties } from './plugins/properties';
import { sharing } from './plugins/sharing';
import { status } from './plugins/status';

export * from './tokens';

export default [
  plugin,
  newDocuments,
  status,
  connectionCheck,
  sharing,
  conversion,
  properties,
  documentsApi,
  editorFeatures,
  commandIds
];
