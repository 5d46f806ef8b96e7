/**
 * The user's favourite documents: the star in the editor's header, and a list
 * to open them from. They are kept in the user's settings.
 */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { ICommandPalette } from '@jupyterlab/apputils';
import type { Contents } from '@jupyterlab/services';

import { renamed } from './renamed-paths';
import type { FavoriteDocuments, Office } from '../application/services';
import type { Settings } from '../application/settings';

export const OPEN_FAVORITE = 'onlyoffice:open-favorite';

export class Favorites implements FavoriteDocuments {
  /** `keep` stores the list; it answers undefined where none can be kept. */
  constructor(
    private readonly _settings: Settings,
    contents: Contents.IManager,
    private readonly _keep: (paths: string[]) => Promise<void> | undefined
  ) {
    contents.fileChanged.connect((_, change) => {
      const [old, path] = [change.oldValue?.path, change.newValue?.path];
      const { paths } = this;
      if (change.type === 'rename' && old && path) {
        this._changed(renamed(paths, old, path));
      } else if (change.type === 'delete' && old) {
        this._changed(paths.filter(one => one !== old));
      }
    });
  }

  get paths(): string[] {
    return this._settings.favorites;
  }

  has(path: string): boolean {
    return this.paths.includes(path);
  }

  async set(path: string, favorite: boolean): Promise<void> {
    const others = this.paths.filter(one => one !== path);
    await this._store(favorite ? [...others, path].sort() : others);
  }

  private _changed(paths: string[]): void {
    if (paths.join('\n') !== this.paths.join('\n')) {
      this._store(paths).catch(error =>
        console.warn('ONLYOFFICE: the favourites are not stored', error)
      );
    }
  }

  private async _store(paths: string[]): Promise<void> {
    this._settings.favorites = paths;
    await this._keep(paths);
  }
}

/** A command that lets the user choose a favourite to open. */
export function addFavorites(
  app: JupyterFrontEnd,
  office: Office,
  palette: ICommandPalette | null
): void {
  const { favorites, trans } = office;
  app.commands.addCommand(OPEN_FAVORITE, {
    label: trans.__('Open Favorite Document…'),
    caption: trans.__('Open a document that has the star in its editor'),
    describedBy: { args: { type: 'object', properties: {} } },
    execute: async () => {
      const { chooseFavorite } = await import('../ui/dialogs');
      const path = await chooseFavorite(favorites.paths, trans);
      if (path) {
        office.open(path);
      }
    }
  });
  palette?.addItem({ command: OPEN_FAVORITE, category: trans.__('Office') });
}
