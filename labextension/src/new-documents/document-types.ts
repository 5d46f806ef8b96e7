/**
 * The types of documents that can be created, in words.
 */
import type { LabIcon } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';

import { ICONS } from '../application/icons';

export interface KindWords {
  label: string;
  /** In the palette, and as the title of a dialog. */
  create: string;
  caption: string;
  icon: LabIcon;
}

/** What a type of new document (an extension) is called. */
export function wordsOfKind(
  type: string | undefined,
  trans: TranslationBundle
): KindWords {
  switch (type) {
    case 'xlsx':
      return {
        label: trans.__('Spreadsheet'),
        create: trans.__('New Spreadsheet'),
        caption: trans.__('Create a new spreadsheet'),
        icon: ICONS.cell
      };
    case 'pptx':
      return {
        label: trans.__('Presentation'),
        create: trans.__('New Presentation'),
        caption: trans.__('Create a new presentation'),
        icon: ICONS.slide
      };
    case 'pdf':
      return {
        label: trans.__('PDF Form'),
        create: trans.__('New PDF Form'),
        caption: trans.__('Create a new form to be filled in'),
        icon: ICONS.pdf
      };
    default:
      return {
        label: trans.__('Document'),
        create: trans.__('New Document'),
        caption: trans.__('Create a new document'),
        icon: ICONS.word
      };
  }
}
