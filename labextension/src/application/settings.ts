/**
 * What the user can set; see schema/plugin.json.
 */
import type { ISettingRegistry } from '@jupyterlab/settingregistry';

/** Settings of the editor, as the server takes them; its administrator's go before. */
export interface EditorSettings {
  coEditing: 'fast' | 'strict';
  autosave: boolean;
  compactHeader: boolean;
  compactToolbar: boolean;
  spellcheck: boolean;
  macros: boolean;
  plugins: boolean;
  zoom: number;
  unit: 'auto' | 'cm' | 'pt' | 'inch';
}

export interface Settings extends EditorSettings {
  /** Offer new documents in the launcher. */
  launcher: boolean;
  theme: 'auto' | 'light' | 'dark';
  /** Ask for a name before a document is created. */
  askName: boolean;
  /** Language of new documents: "auto" or a tag such as "de-DE". */
  documentLanguage: string;
  paper: 'auto' | 'A4' | 'Letter';
  /** Folder with the user's templates; "" for none. */
  templates: string;
  /** Paths of documents. */
  favorites: string[];
}

const EDITOR: EditorSettings = {
  coEditing: 'fast',
  autosave: true,
  compactHeader: false,
  compactToolbar: false,
  spellcheck: true,
  macros: true,
  plugins: true,
  zoom: 100,
  unit: 'auto'
};

/** Before the settings are loaded, and where there are none. */
export const DEFAULTS: Settings = {
  launcher: true,
  theme: 'auto',
  askName: false,
  documentLanguage: 'auto',
  paper: 'auto',
  templates: '',
  favorites: [],
  ...EDITOR
};

/** The settings of the editor that are not as they come, for the server. */
export function editorSettings(settings: EditorSettings): string | undefined {
  const differ = (Object.keys(EDITOR) as (keyof EditorSettings)[]).filter(
    name => settings[name] !== EDITOR[name]
  );
  return differ.length > 0
    ? JSON.stringify(
        Object.fromEntries(differ.map(name => [name, settings[name]]))
      )
    : undefined;
}

/** Keep `settings` as the user has set them; `apply` is called at first and with each change. */
export function followSettings(
  registry: ISettingRegistry | null,
  plugin: string,
  settings: Settings,
  apply: () => void
): void {
  const load = (loaded: ISettingRegistry.ISettings): void => {
    Object.assign(settings, loaded.composite);
    apply();
  };
  if (!registry) {
    apply();
    return;
  }
  registry
    .load(plugin)
    .then(loaded => {
      load(loaded);
      loaded.changed.connect(load);
    })
    .catch(apply);
}
