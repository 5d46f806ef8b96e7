/**
 * One editor of Docs in the page: an iframe that api.js makes and talks to.
 */
import { UUID } from '@lumino/coreutils';
import type { IDisposable } from '@lumino/disposable';
import type {
  Config,
  DocEditor,
  DocumentStateChangeEvent,
  ErrorEvent,
  InfoEvent,
  WarningEvent
} from '@onlyoffice/doceditor-types';

import type { DocsApi } from './api-script';
import { atLeast } from './api-script';
import type { DocsEvents } from './docs-events';
import type { Handlers } from '../features/feature';

/**
 * How long a running editor may take to agree to being closed, in ms; longer
 * where the user is asked if it does not: a large workbook is busy for long.
 */
const AGREE = 2000;
const AGREE_OR_ASK = 5000;

/**
 * What an editor can hold back: what is typed into a cell until it is entered,
 * and changes of a PDF until they are saved.
 */
type Hidden = 'cell' | 'pdf' | null;

function hidden({ documentType, document, editorConfig }: AnyConfig): Hidden {
  if (documentType === 'cell') {
    return 'cell';
  }
  const isPlain = documentType === 'pdf' && document?.isForm === false;
  return isPlain && editorConfig?.mode === 'edit' ? 'pdf' : null;
}

interface AnyConfig {
  documentType?: unknown;
  document?: { isForm?: unknown };
  editorConfig?: { mode?: unknown };
}

export class DocsEditor implements IDisposable {
  /**
   * Start an editor inside `host`, which must be in the document and laid out:
   * an editor that measures nothing stays blank for good.
   */
  constructor(
    api: DocsApi,
    host: HTMLElement,
    config: Record<string, unknown>,
    private readonly _events: DocsEvents,
    private readonly _features: Handlers = {}
  ) {
    const place = document.createElement('div');
    place.id = `jp-onlyoffice-${UUID.uuid4()}`;
    host.appendChild(place);
    this._host = host;
    this.hides = hidden(config);
    this._watch = new MutationObserver(() => {
      if (!this.isDisposed && !this.frame) {
        this._events.onGone();
      }
    });
    this.canRefresh = atLeast(api.DocEditor.version?.(), 8, 3);
    this._editor = new api.DocEditor(place.id, {
      // api.js writes into its config, also into nested objects.
      ...(structuredClone(config) as unknown as Config),
      events: this._handlers()
    });
    this._watch.observe(host, { childList: true });
  }

  /** Whether this Docs can change to another key without a new editor. */
  readonly canRefresh: boolean;

  /** What may keep the editor from being closed, and is told to nobody. */
  readonly hides: Hidden;

  get mayHide(): boolean {
    return this.hides !== null;
  }

  get frame(): HTMLIFrameElement | null {
    return this._host.querySelector('iframe');
  }

  get isDisposed(): boolean {
    return this._editor === null;
  }

  /** Put the keyboard into the editor (`grabFocus` throws in spreadsheets). */
  focus(): void {
    this.frame?.focus();
  }

  /** Call a method of the editor; nothing happens when it lacks it or is gone. */
  call(method: string, ...args: unknown[]): void {
    const editor = this._editor as unknown as Record<
      string,
      ((...args: unknown[]) => void) | undefined
    > | null;
    editor?.[method]?.(...args);
  }

  /** Continue with another key of the same document. */
  refresh(config: Record<string, unknown>): void {
    this._editor?.refreshFile(structuredClone(config) as unknown as Config);
  }

  /**
   * Ask the editor for a clean close. Answers false when it did not agree in
   * time: it is dead, or it asks the user about unsaved edits.
   */
  requestClose(): Promise<boolean> {
    const editor = this._editor as
      (DocEditor & { requestClose?(): void }) | null;
    if (!editor?.requestClose) {
      return Promise.resolve(true);
    }
    return new Promise(resolve => {
      const done = (agreed: boolean) => {
        window.clearTimeout(timer);
        this._agreed = null;
        resolve(agreed);
      };
      const patience = this.mayHide ? AGREE_OR_ASK : AGREE;
      const timer = window.setTimeout(() => done(false), patience);
      this._agreed = () => done(true);
      try {
        editor.requestClose!();
      } catch {
        done(false);
      }
    });
  }

  dispose(): void {
    const editor = this._editor;
    this._editor = null;
    this._watch.disconnect();
    try {
      editor?.destroyEditor();
    } catch (error) {
      console.warn('ONLYOFFICE: the editor could not be destroyed', error);
    }
    this._host.replaceChildren();
  }

  private _handlers(): Config['events'] & Record<string, unknown> {
    const events = this._events;
    // Messages of an editor that is being destroyed are of no interest.
    const alive =
      <T extends unknown[]>(handle: (...args: T) => unknown) =>
      (...args: T) => {
        if (!this.isDisposed) {
          handle(...args);
        }
      };
    const outdated = alive(() => events.onOutdated());
    const features = Object.entries(this._features).map(
      ([name, handle]) => [name, alive(handle)] as const
    );
    return {
      ...Object.fromEntries(features),
      onAppReady: alive(() => events.onFrame()),
      onDocumentReady: alive(() => events.onReady()),
      onDocumentStateChange: alive((event: DocumentStateChangeEvent) =>
        events.onChange(event.data === true)
      ),
      onError: alive(({ data }: ErrorEvent) =>
        events.onError(data?.errorCode ?? -1, data?.errorDescription ?? '')
      ),
      onWarning: alive(({ data }: WarningEvent) =>
        events.onWarning(data?.warningCode ?? 0, data?.warningDescription ?? '')
      ),
      onInfo: alive((event: InfoEvent) =>
        events.onMode(event.data?.mode ?? '')
      ),
      onUserActionRequired: alive(() => events.onQuestion()),
      onRequestClose: alive(() => {
        if (this._agreed) {
          this._agreed();
        } else {
          events.onClose();
        }
      }),
      // Without a handler api.js reloads all of JupyterLab in one case.
      onSwitchEditorType: alive((event: { data?: { restart?: boolean } }) => {
        if (event.data?.restart) {
          events.onRestart();
        }
      }),
      // From 8.3 on the second is not to be used: it first shows a box.
      ...(this.canRefresh
        ? { onRequestRefreshFile: outdated }
        : { onOutdatedVersion: outdated })
    };
  }

  private _editor: DocEditor | null;
  private readonly _watch: MutationObserver;
  private readonly _host: HTMLElement;
  private _agreed: (() => void) | null = null;
}
