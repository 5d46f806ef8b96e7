/**
 * Keeps the keyboard where it is while an editor loads.
 *
 * Every editor of Docs takes the focus twice while it loads, and what the user
 * types into a notebook cell meanwhile would end in the document. `inert`,
 * hiding the frame and refocusing at once were measured not to help; giving the
 * focus back in a task after the window's blur event does.
 *
 * As long as the guard protects a focus, a transparent shield lies over the
 * frame: a press on it is the user's wish to go to the editor, which could not
 * be told from a theft otherwise, as a frame keeps its pointer events.
 */
import type { IDisposable } from '@lumino/disposable';

/**
 * How long to guard an editor that is ready, in ms: it takes the focus once
 * more about 0.75 s later.
 */
const AFTER = 1500;

/** How often to look, in ms: between two frames the window has no blur event. */
const PERIOD = 25;

/**
 * How often to give the focus back to another editor unasked, in ms: when a
 * frame takes it from a frame for the second time, not even
 * `document.activeElement` tells (seen in Chromium 156).
 */
const INSIST = 100;

export class FocusGuard implements IDisposable {
  /**
   * Guard against the frame inside `host`; focus inside `owner` (the tab of
   * the editor) needs no protection.
   */
  constructor(
    private readonly _owner: HTMLElement,
    private readonly _host: HTMLElement
  ) {
    this._shield = document.createElement('div');
    this._shield.className = 'jp-OnlyOffice-shield';
    this._shield.addEventListener('pointerdown', this._onPress);
    document.addEventListener('focusin', this._onFocusIn, true);
    window.addEventListener('blur', this._onBlur);
    this._timer = window.setInterval(() => this._check(), PERIOD);
    this._remember(document.activeElement);
  }

  get isDisposed(): boolean {
    return this._timer === 0;
  }

  /** The editor is ready: it takes the focus once more, for the last time. */
  ready(): void {
    this._insist = window.setInterval(() => {
      if (this._last instanceof HTMLIFrameElement) {
        this._giveBack(this._last);
      }
    }, INSIST);
    this._end = window.setTimeout(() => this.dispose(), AFTER);
  }

  /** The user goes to the editor: there is nothing to protect any more. */
  release(): void {
    this._remember(null);
  }

  dispose(): void {
    window.clearInterval(this._timer);
    window.clearInterval(this._insist);
    window.clearTimeout(this._end);
    this._timer = 0;
    document.removeEventListener('focusin', this._onFocusIn, true);
    window.removeEventListener('blur', this._onBlur);
    this._shield.remove();
    this._last = null;
  }

  private _remember(element: Element | null): void {
    const elsewhere =
      element instanceof HTMLElement &&
      element !== document.body &&
      !this._owner.contains(element);
    this._last = elsewhere ? innermost(element) : null;
    if (elsewhere) {
      this._host.appendChild(this._shield);
    } else {
      this._shield.remove();
    }
  }

  private _onFocusIn = (event: FocusEvent): void => {
    const target = event.target as Element;
    if (target instanceof HTMLIFrameElement && this._host.contains(target)) {
      return; // The theft itself.
    }
    this._remember(target);
  };

  private _onBlur = (): void => {
    window.setTimeout(() => this._check(), 0);
  };

  private _check(): void {
    if (this.isDisposed) {
      return;
    }
    const active = document.activeElement;
    if (!(active instanceof HTMLIFrameElement)) {
      return;
    }
    if (!this._host.contains(active)) {
      this._remember(active); // Another editor: entering it fires no focusin.
    } else if (this._last) {
      this._giveBack(active);
    }
  }

  /** Take the focus from `active` to where it was. */
  private _giveBack(active: HTMLElement): void {
    if (this._last?.isConnected) {
      active.blur();
      window.focus();
      this._last.focus({ preventScroll: true });
    }
  }

  private _onPress = (event: PointerEvent): void => {
    event.preventDefault();
    this._remember(null);
    this._host.querySelector('iframe')?.focus();
  };

  private readonly _shield: HTMLElement;
  private _last: HTMLElement | null = null;
  private _timer: number;
  private _insist = 0;
  private _end = 0;
}

/** The focused element inside a web component, which alone keeps its selection. */
function innermost(element: HTMLElement): HTMLElement {
  const inside = element.shadowRoot?.activeElement;
  return inside instanceof HTMLElement ? innermost(inside) : element;
}
