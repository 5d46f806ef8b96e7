/**
 * The way of the keyboard between JupyterLab and the editor of a tab.
 *
 * What is typed into the frame of another origin never reaches JupyterLab. So
 * besides a key, which works wherever JupyterLab gets it, there is a button
 * before and one behind the editor; they show when the Tab key comes to them.
 */
import { CommandRegistry } from '@lumino/commands';
import { Widget } from '@lumino/widgets';

export const LEAVE = 'onlyoffice:leave-editor';
export const ENTER = 'onlyoffice:enter-editor';

/** A button at an edge of the editor. */
export class Edge extends Widget {
  constructor(label: string, execute: () => void) {
    super();
    this.addClass('jp-OnlyOffice-edge');
    const button = document.createElement('button');
    button.className = 'jp-Button jp-mod-styled';
    button.textContent = label;
    button.onclick = execute;
    this.node.append(button);
  }
}

/**
 * Name the frames in `stage` for screen readers, and let the key for the way
 * back work in those that JupyterLab may listen to.
 */
export function watchFrames(
  stage: HTMLElement,
  name: () => string,
  commands: CommandRegistry,
  leave: () => void
): { rename(): void; dispose(): void } {
  const wanted = (event: KeyboardEvent): boolean => {
    const stroke = CommandRegistry.keystrokeForKeydownEvent(event);
    return commands.keyBindings.some(
      ({ command, keys }) =>
        command === LEAVE && keys.length === 1 && keys[0] === stroke
    );
  };
  const listen = (frame: HTMLIFrameElement): void => {
    try {
      // Throws for another origin.
      frame.contentWindow?.addEventListener(
        'keydown',
        event => {
          if (wanted(event)) {
            event.preventDefault();
            event.stopPropagation();
            leave();
          }
        },
        true
      );
    } catch {
      // The buttons remain.
    }
  };
  const known = new WeakSet<HTMLIFrameElement>();
  const look = (): void => {
    for (const frame of stage.querySelectorAll('iframe')) {
      if (frame.title !== name()) {
        frame.title = name();
      }
      if (!known.has(frame)) {
        known.add(frame);
        frame.addEventListener('load', () => listen(frame));
      }
    }
  };
  const observer = new MutationObserver(look);
  observer.observe(stage, { childList: true, subtree: true });
  return { rename: look, dispose: () => observer.disconnect() };
}

/**
 * Put the keyboard on the tab of a document; where there are no tabs, on the
 * menu bar.
 */
export function focusTab(id: string | undefined): void {
  const places = [
    ...document.querySelectorAll<HTMLElement>(
      '.lm-TabBar-tab, #menu-panel .lm-MenuBar-item'
    )
  ];
  const place =
    places.find(tab => tab.dataset.id === id) ??
    places.find(tab => !tab.classList.contains('lm-TabBar-tab'));
  if (place) {
    if (!place.hasAttribute('tabindex')) {
      place.tabIndex = -1;
    }
    place.focus();
  }
}
