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
const POPUPS = '.ep-root';

export interface KeyOptions {
  /** Whether the element is the editor's, which has some in the body. */
  owns(element: Element): boolean;
  /** Where JupyterLab looks for what its shortcuts are about: the tab. */
  host: HTMLElement;
  /** The keyboard was in a dialog of the editor, which closed. */
  refocus(): void;
  /** Ctrl+S was pressed in the editor. */
  save(): void;
  focusChanged(focused: boolean): void;
}

const guards = new Set<KeyOptions>();

/** Watch over the keys of one editor, until disposed. */
export function guardKeys(options: KeyOptions): { dispose(): void } {
  const own = ({ target }: Event) =>
    target instanceof HTMLElement && options.owns(target) ? target : null;
  // On the window, to come before JupyterLab's listener on the document.
  const pressed = (event: KeyboardEvent) => {
    const target = own(event);
    if (target && isSave(event)) {
      event.preventDefault();
      event.stopPropagation();
      options.save();
    } else if (target && isCommand(event) && isTaken(event, options.host)) {
      event.preventDefault();
      event.stopPropagation();
    } else if (target) {
      if (event.key === 'Escape') {
        requestAnimationFrame(() => {
          if (!target.isConnected && document.activeElement === document.body) {
            options.refocus();
          }
        });
      }
      // On the parent: the editor watches over its own element.
      (target.parentElement ?? target).toggleAttribute(
        SUPPRESS,
        isEditing(event)
      );
    }
  };
  const focused = (event: FocusEvent) => options.focusChanged(!!own(event));
  window.addEventListener('keydown', pressed, true);
  document.addEventListener('focusin', focused);
  if (guards.size === 0) {
    // Below the document, to come before the editor's listener on it.
    document.documentElement.addEventListener('keydown', withhold);
  }
  guards.add(options);
  return {
    dispose: () => {
      window.removeEventListener('keydown', pressed, true);
      document.removeEventListener('focusin', focused);
      guards.delete(options);
      if (guards.size === 0) {
        document.documentElement.removeEventListener('keydown', withhold);
      }
    }
  };
}

/** Keep from the editors what is pressed elsewhere. */
function withhold(event: KeyboardEvent): void {
  const { target } = event;
  if (target instanceof Element && isGlobal(event)) {
    const inside =
      target.closest(POPUPS) !== null ||
      [...guards].some(guard => guard.owns(target));
    if (!inside) {
      event.stopPropagation();
    }
  }
}

/** A shortcut of JupyterLab, and nothing that types. */
function isCommand(event: KeyboardEvent): boolean {
  const control = event.ctrlKey || event.metaKey;
  return event.altKey ? !control : control && event.shiftKey;
}

/**
 * Whether JupyterLab takes it as if pressed in the tab. What has the keyboard
 * stands in the body of the page, where most shortcuts are not looked for.
 */
function isTaken(event: KeyboardEvent, host: HTMLElement): boolean {
  const { altKey, code, ctrlKey, key, keyCode, location } = event;
  const { metaKey, repeat, shiftKey } = event;
  const again = new KeyboardEvent('keydown', {
    ...{ altKey, code, ctrlKey, key, keyCode, location },
    ...{ metaKey, repeat, shiftKey, which: keyCode },
    bubbles: true,
    cancelable: true,
    composed: true
  });
  host.dispatchEvent(again);
  return again.defaultPrevented;
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
