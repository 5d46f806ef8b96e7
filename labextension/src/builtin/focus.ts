/**
 * Whether the keyboard may be given to what has just come.
 */
import type { Widget } from '@lumino/widgets';

/** Not when the tab is behind others, or the user has begun to type elsewhere. */
export function mayFocus(body: Widget): boolean {
  const { activeElement, body: page } = document;
  const tab = body.node.closest('.jp-OnlyOffice');
  return (
    body.isVisible && (activeElement === page || !!tab?.contains(activeElement))
  );
}
