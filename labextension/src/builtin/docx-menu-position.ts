/**
 * Puts the menus of the editor where they belong. It places them in the window
 * (`position: fixed`), but within JupyterLab's panels, which have `contain`,
 * they are placed in the panel.
 */

/** Where the panel begins in the window; used by builtin-docx.css. */
const LEFT = '--jp-OnlyOffice-left';
const TOP = '--jp-OnlyOffice-top';

/** Before each of them a menu may open. */
const EVENTS = ['pointerdown', 'contextmenu', 'keydown', 'focusin'] as const;

/** Keep the menus in `node` in their places, until disposed. */
export function placeMenus(node: HTMLElement): { dispose(): void } {
  const update = () => {
    const place = container(node)?.getBoundingClientRect();
    node.style.setProperty(LEFT, `${place?.left ?? 0}px`);
    node.style.setProperty(TOP, `${place?.top ?? 0}px`);
  };
  EVENTS.forEach(name => node.addEventListener(name, update, true));
  return {
    dispose: () =>
      EVENTS.forEach(name => node.removeEventListener(name, update, true))
  };
}

/** The element that `position: fixed` is relative to; null for the window. */
function container(node: HTMLElement): HTMLElement | null {
  for (
    let element: HTMLElement | null = node;
    element;
    element = element.parentElement
  ) {
    const { contain, filter, transform } = getComputedStyle(element);
    if (
      /strict|content|layout|paint/.test(contain) ||
      filter !== 'none' ||
      transform !== 'none'
    ) {
      return element;
    }
  }
  return null;
}
