/**
 * What the user can set; see schema/plugin.json.
 */
export interface Settings {
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
}

/** Before the settings are loaded, and where there are none. */
export const DEFAULTS: Settings = {
  launcher: true,
  theme: 'auto',
  askName: false,
  documentLanguage: 'auto',
  paper: 'auto',
  templates: ''
};
