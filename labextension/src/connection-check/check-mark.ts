/**
 * The mark of a leg: its shape says as much as its colour.
 */
import type { State } from './leg';

const SHAPES: Record<Exclude<State, 'running'>, string> = {
  waiting: '',
  works: 'M4.7 8.3 7 10.6l4.4-4.9',
  note: 'M8 7.4v4M8 4.7v.1',
  broken: 'M5.7 5.7l4.6 4.6m0-4.6-4.6 4.6',
  untested: 'M5 8h6'
};

const SVG = 'http://www.w3.org/2000/svg';

/** A circle with a check mark, an i, a cross, a dash or nothing; a turning one. */
export function markOf(state: State): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', 'jp-OnlyOffice-doctor-mark');
  svg.setAttribute('aria-hidden', 'true');
  svg.dataset.state = state;
  const circle = document.createElementNS(SVG, 'circle');
  circle.setAttribute('cx', '8');
  circle.setAttribute('cy', '8');
  circle.setAttribute('r', '6.5');
  svg.append(circle);
  if (state !== 'running') {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', SHAPES[state]);
    svg.append(path);
  }
  return svg;
}
