/**
 * Showing of the check: in the main area or, where that takes no second widget
 * (Notebook 7), as a dialog. Loaded when somebody wants it.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog, MainAreaWidget } from '@jupyterlab/apputils';
import { LabIcon } from '@jupyterlab/ui-components';

import type { Office } from '../application/services';
import { DoctorPanel } from './panel';

const ID = 'jp-onlyoffice-doctor';

const icon = new LabIcon({
  name: 'onlyoffice:doctor',
  svgstr:
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    '<path class="jp-icon3 jp-icon-selectable" fill="#616161" ' +
    'd="M7.5 3.5H10v2H8v5a4 4 0 0 0 8 0v-5h-2v-2h2.5A1.5 1.5 0 0 1 18 5v5.5a6 6 0 0 1-5 5.9v.6a3 3 0 0 0 6 .2 2.5 2.5 0 1 1 2 .05A5 5 0 0 1 11 17v-.6a6 6 0 0 1-5-5.9V5a1.5 1.5 0 0 1 1.5-1.5z"/>' +
    '</svg>'
});

export interface Where {
  /** Beside this widget. Without one it is a new tab. */
  beside?: string;
  /** Whether to go there. */
  activate: boolean;
}

let shown: MainAreaWidget<DoctorPanel> | null = null;

export function showDoctor(
  app: JupyterFrontEnd,
  office: Office,
  { beside, activate }: Where
): void {
  const { shell } = app;
  if (shown && !shown.isDisposed) {
    shown.content.checkAgain();
    shell.activateById(shown.id);
    return;
  }
  const content = new DoctorPanel(office);
  const widget = new MainAreaWidget({ content });
  widget.id = ID;
  widget.toolbar.hide();
  widget.title.label = office.trans.__('Connection to Docs');
  widget.title.caption = widget.title.label;
  widget.title.icon = icon;
  widget.title.closable = true;
  shell.add(
    widget,
    'main',
    beside
      ? { mode: 'split-right', ref: beside, activate }
      : { mode: 'tab-after', activate }
  );
  if (widget.isAttached) {
    shown = widget;
    if (activate) {
      shell.activateById(widget.id);
    }
    return;
  }
  widget.dispose();
  void new Dialog({
    title: office.trans.__('Connection to Docs'),
    body: new DoctorPanel(office),
    buttons: [Dialog.okButton({ label: office.trans.__('Close') })],
    hasClose: true
  }).launch();
}
