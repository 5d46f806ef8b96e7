/**
 * Features of the editor that other extensions add.
 */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { AddedFeatures } from '../features/added-features';
import { IEditorFeatures } from '../tokens';

export const editorFeatures: JupyterFrontEndPlugin<IEditorFeatures> = {
  id: 'jupyter-onlyoffice:editor-features',
  description: 'Lets other extensions answer what the editors of Docs ask.',
  autoStart: true,
  provides: IEditorFeatures,
  activate: () => new AddedFeatures()
};
