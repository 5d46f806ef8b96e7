/**
 * The docx editor in the user's language, as far as it is translated.
 */
import type { PartialLocaleStrings } from '@eigenpal/docx-editor-i18n';

/** The texts of the editor; none: it speaks English. */
export type EditorTexts = PartialLocaleStrings | undefined;

type Strings = { default: PartialLocaleStrings };

/** The languages of the editor, each loaded when it is needed. */
const LANGUAGES: Record<string, (() => Promise<Strings>) | undefined> = {
  de: () => import('@eigenpal/docx-editor-i18n/de'),
  fr: () => import('@eigenpal/docx-editor-i18n/fr'),
  he: () => import('@eigenpal/docx-editor-i18n/he'),
  hi: () => import('@eigenpal/docx-editor-i18n/hi'),
  id: () => import('@eigenpal/docx-editor-i18n/id'),
  pl: () => import('@eigenpal/docx-editor-i18n/pl'),
  'pt-BR': () => import('@eigenpal/docx-editor-i18n/pt-BR'),
  tr: () => import('@eigenpal/docx-editor-i18n/tr'),
  'zh-CN': () => import('@eigenpal/docx-editor-i18n/zh-CN')
};

/** The texts of the editor for a BCP 47 tag. */
export async function editorTexts(language: string): Promise<EditorTexts> {
  const load = LANGUAGES[language] ?? LANGUAGES[language.split('-')[0]];
  try {
    return (await load?.())?.default;
  } catch {
    return undefined; // The document counts for more than the language.
  }
}
