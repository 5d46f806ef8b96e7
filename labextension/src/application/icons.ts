/**
 * Icons of the kinds of documents, drawn on JupyterLab's 24 unit grid.
 */
import { LabIcon } from '@jupyterlab/ui-components';

import type { Kind } from '../server/types';

/** A page with a folded corner; what distinguishes the kinds is cut out of it. */
function page(tone: string, fill: string, cut: string): string {
  return (
    '<svg xmlns="http://www.w3.org/2000/svg" width="16" viewBox="0 0 24 24">' +
    `<path class="${tone} jp-icon-selectable" fill="${fill}" fill-rule="evenodd" ` +
    'd="M6 2a2 2 0 0 0-2 2v16a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2V8l-6-6H6zm7.5 1.8 4.7 4.7h-4.7V3.8z' +
    `${cut}"/></svg>`
  );
}

const LINES = 'M7 11h10v1.6H7V11zm0 3.2h10v1.6H7v-1.6zm0 3.2h6.5V19H7v-1.6z';
const GRID =
  'M7 11h4.2v2H7v-2zm5.8 0H17v2h-4.2v-2zM7 14.2h4.2v2H7v-2zm5.8 0H17v2h-4.2v-2zM7 17.4h4.2v2H7v-2zm5.8 0H17v2h-4.2v-2z';
const CHART =
  'M7 18.5v-4h2.4v4H7zm3.8 0V11h2.4v7.500h-2.4zm3.800 0v-5.500H17v5.500h-2.400z';
const STAMP = 'M7 12h10v5.600H7V12zm1.600 1.600v2.400h6.800v-2.400H8.600z';
const FLOW =
  'M9.500 10.500h5v3h-1.700v1.300H16v3.700h-4v-2.200h-2v2.200H7v-3.700h4.200v-1.300H9.500v-3z';

const icon = (name: string, svgstr: string): LabIcon =>
  new LabIcon({ name: `onlyoffice:${name}`, svgstr });

const word = icon('word', page('jp-icon-contrast3', '#1E88E5', LINES));
const cell = icon('cell', page('jp-icon-contrast1', '#43A047', GRID));
const slide = icon('slide', page('jp-icon-warn0', '#F57C00', CHART));
const pdf = icon('pdf', page('jp-icon-brand-pdf', '#E53935', STAMP));
const diagram = icon('diagram', page('jp-icon-contrast0', '#8E24AA', FLOW));

/** The icon of each kind of document. */
export const ICONS: Record<Kind, LabIcon> = { word, cell, slide, pdf, diagram };
