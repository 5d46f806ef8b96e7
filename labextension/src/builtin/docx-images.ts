/**
 * Images that browsers do not draw.
 */
const BROKEN = 'jp-mod-broken';

const NOTHING =
  'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>';

/** An image that browsers do not draw, such as EMF, or a chart: an empty frame. */
export function markBroken({ target }: Event): void {
  if (
    target instanceof HTMLImageElement &&
    !target.classList.contains(BROKEN)
  ) {
    target.classList.add(BROKEN);
    target.src = NOTHING;
  }
}
