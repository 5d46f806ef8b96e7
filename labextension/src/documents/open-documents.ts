/**
 * The documents that are open, for other extensions.
 */
import type { IWidgetTracker } from '@jupyterlab/apputils';
import type { CommandRegistry } from '@lumino/commands';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { OfficeDocument } from './document-widget';
import type { SaveEvent } from '../server/types';
import type { IOfficeDocuments } from '../tokens';

export class OpenDocuments implements IOfficeDocuments {
  constructor(
    private readonly _tracker: IWidgetTracker<OfficeDocument>,
    private readonly _commands: CommandRegistry,
    private readonly _factory: string,
    saves: ISignal<unknown, SaveEvent>
  ) {
    _tracker.forEach(widget => this._watch(widget));
    _tracker.widgetAdded.connect((_, widget) => {
      this._watch(widget);
      this.listChanged.emit();
    });
    _tracker.currentChanged.connect(() =>
      this.currentChanged.emit(this.current)
    );
    saves.connect((_, { state, path }) => {
      if (state === 'stored') {
        this.saved.emit(path);
      }
    });
  }

  readonly currentChanged = new Signal<this, string | null>(this);
  readonly listChanged = new Signal<this, void>(this);
  readonly saved = new Signal<this, string>(this);

  get current(): string | null {
    return this._tracker.currentWidget?.content.path ?? null;
  }

  list(): string[] {
    const paths = new Set<string>();
    this._tracker.forEach(({ content }) => paths.add(content.path));
    return [...paths];
  }

  async open(path: string): Promise<void> {
    await this._commands.execute('docmanager:open', {
      path,
      factory: this._factory
    });
  }

  async save(path: string): Promise<void> {
    const tabs: OfficeDocument[] = [];
    this._tracker.forEach(widget => {
      if (widget.content.path === path) {
        tabs.push(widget);
      }
    });
    if (tabs.length === 0) {
      throw new RangeError(`${path} is not open`);
    }
    await Promise.all(tabs.map(({ content }) => content.save()));
  }

  private _watch({ context, disposed }: OfficeDocument): void {
    context.pathChanged.connect(() => this.listChanged.emit());
    // The tracker's own handler, which takes it off the list, may come later.
    disposed.connect(() => queueMicrotask(() => this.listChanged.emit()));
  }
}
