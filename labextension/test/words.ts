import type { TranslationBundle } from '@jupyterlab/translation';

const fill = (text: string, ...args: unknown[]): string =>
  text.replace(/%(\d)/g, (_, place) => String(args[Number(place) - 1]));

/** English, without a catalogue. */
export const trans = {
  __: fill,
  _n: (one: string, many: string, count: number, ...args: unknown[]) =>
    fill(count === 1 ? one : many, count, ...args)
} as unknown as TranslationBundle;
