/**
 * Keeps the keys of the editor and those of JupyterLab apart.
 *
 * JupyterLab would take Ctrl+B (its sidebar) and others from the editor. The
 * editor in turn listens on the whole page: it would open its search while a
 * notebook has the keyboard, or delete a marked table when the user deletes a
 * character in a cell.
 */

/** Lumino leaves keys alone whose target is within such an element. */
const SUPPRESS = 'data-lm-suppress-shortcuts';

/** Menus and dialogs of the editor may stand outside its own element. */
const EDITOR = '.jp-OnlyOffice-docx, .ep-root';

export interface KeyOptions {
  /** Ctrl+S was pressed in the editor. */
  save(): void;
  focusChanged(focused: boolean): void;
}

/** Watch over the keys of one editor, until disposed. */
export function guardKeys(
  node: HTMLElement,
  options: KeyOptions
): { dispose(): void } {
  // Before JupyterLab, which listens on the document while events go down.
  const before = (event: KeyboardEvent) => {
    if (event.target instanceof Node && node.contains(event.target)) {
      node.toggleAttribute(SUPPRESS, isEditing(event));
    }
  };
  // Before the editor, which listens on the document while events go up.
  const outside = (event: KeyboardEvent) => {
    const inside =
      event.target instanceof Element && event.target.closest(EDITOR) !== null;
    if (!inside && isGlobal(event)) {
      event.stopPropagation();
    }
  };
  const inside = (event: KeyboardEvent) => {
    if (isSave(event)) {
      event.preventDefault();
      event.stopPropagation();
      options.save();
    }
  };
  const entered = () => options.focusChanged(true);
  const left = (event: FocusEvent) => {
    const next = event.relatedTarget;
    if (!(next instanceof Element && next.closest(EDITOR) !== null)) {
      options.focusChanged(false);
    }
  };
  const root = document.documentElement;
  window.addEventListener('keydown', before, true);
  root.addEventListener('keydown', outside);
  node.addEventListener('keydown', inside);
  node.addEventListener('focusin', entered);
  node.addEventListener('focusout', left);
  return {
    dispose: () => {
      window.removeEventListener('keydown', before, true);
      root.removeEventListener('keydown', outside);
      node.removeEventListener('keydown', inside);
      node.removeEventListener('focusin', entered);
      node.removeEventListener('focusout', left);
    }
  };
}

/** Ctrl with a letter means something in every word processor. */
function isEditing(event: KeyboardEvent): boolean {
  return (
    (event.ctrlKey || event.metaKey) &&
    !event.altKey &&
    !event.shiftKey &&
    event.key.length === 1
  );
}

function isSave(event: KeyboardEvent): boolean {
  return isEditing(event) && event.key.toLowerCase() === 's';
}

/** What the editor reacts to wherever it is pressed. */
function isGlobal(event: KeyboardEvent): boolean {
  const plain = !event.ctrlKey && !event.metaKey;
  return plain
    ? event.key === 'Delete' || event.key === 'Backspace'
    : ['f', 'h', 'k', 'o'].includes(event.key.toLowerCase());
}
