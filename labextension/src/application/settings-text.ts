/**
 * Our page in JupyterLab's settings editor, in the user's language.
 *
 * JupyterLab's server translates schemas with the catalogues of its language
 * packs only, so what we ship ourselves is put in here.
 */
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { TranslationBundle } from '@jupyterlab/translation';

type Texts = Record<string, unknown>;

/**
 * Translate titles and descriptions of the settings of `plugin`. To be called
 * early: JupyterLab does not load these settings before.
 */
export function translateSettings(
  registry: ISettingRegistry | null,
  plugin: string,
  trans: Pick<TranslationBundle, '_p'>
): void {
  registry?.transform(plugin, {
    fetch: loaded => ({
      ...loaded,
      schema: translated(
        loaded.schema as unknown as Texts,
        trans
      ) as unknown as ISettingRegistry.ISchema
    })
  });
}

/** A schema with its texts translated; the one that is given stays as it is. */
export function translated(
  schema: Texts,
  trans: Pick<TranslationBundle, '_p'>
): Texts {
  const copy = structuredClone(schema);
  translate(copy, 'schema', trans);
  inProperties(copy, trans);
  return copy;
}

function inProperties(of: Texts, trans: Pick<TranslationBundle, '_p'>): void {
  for (const setting of Object.values((of.properties ?? {}) as Texts)) {
    translate(setting as Texts, 'settings', trans);
    for (const choice of ((setting as Texts).oneOf ?? []) as Texts[]) {
      translate(choice, 'settings', trans);
    }
    inProperties(setting as Texts, trans);
  }
}

function translate(
  texts: Texts,
  context: string,
  trans: Pick<TranslationBundle, '_p'>
): void {
  for (const name of ['title', 'description']) {
    if (typeof texts[name] === 'string') {
      texts[name] = trans._p(context, texts[name]);
    }
  }
}
