/**
 * Fonts of the same widths as those that most documents are written in, from
 * our own server: lines and pages then break where they should.
 */
import JSZip from 'jszip';

import '@fontsource/arimo/400.css';
import '@fontsource/arimo/400-italic.css';
import '@fontsource/arimo/700.css';
import '@fontsource/arimo/700-italic.css';
import '@fontsource/caladea/400.css';
import '@fontsource/caladea/400-italic.css';
import '@fontsource/caladea/700.css';
import '@fontsource/caladea/700-italic.css';
import '@fontsource/carlito/400.css';
import '@fontsource/carlito/400-italic.css';
import '@fontsource/carlito/700.css';
import '@fontsource/carlito/700-italic.css';
import '@fontsource/cousine/400.css';
import '@fontsource/cousine/400-italic.css';
import '@fontsource/cousine/700.css';
import '@fontsource/cousine/700-italic.css';
import '@fontsource/tinos/400.css';
import '@fontsource/tinos/400-italic.css';
import '@fontsource/tinos/700.css';
import '@fontsource/tinos/700-italic.css';

/** In whose place they stand. */
const SUBSTITUTES: Record<string, string> = {
  arial: 'Arimo',
  calibri: 'Carlito',
  cambria: 'Caladea',
  'courier new': 'Cousine',
  georgia: 'Tinos',
  helvetica: 'Arimo',
  'times new roman': 'Tinos'
};

const FACES = ['400', 'italic 400', '700', 'italic 700'];

/** A letter of each file that a face is made of, and who needs it. */
const SCRIPTS: [string, RegExp][] = [
  ['a', /[^]/],
  ['ő', /[\u0100-\u024f]/],
  ['Ω', /[\u0370-\u03ff]/],
  ['ж', /[\u0400-\u052f]/]
];

/** No document waits longer for its fonts than this, in ms. */
const PATIENCE = 3000;

/** Have the fonts of a document ready: the editor measures text when it opens. */
export async function loadFonts(docx: ArrayBuffer): Promise<void> {
  const zip = await JSZip.loadAsync(docx);
  const part = async (name: string) =>
    (await zip.file(`word/${name}.xml`)?.async('text')) ?? '';
  const names = `${await part('fontTable')}${await part('styles')}`
    .toLowerCase()
    .matchAll(/w:(?:name|ascii)="([^"]*)"/g);
  const families = new Set(
    [...names].map(([, name]) => SUBSTITUTES[name]).filter(Boolean)
  );
  const text = await part('document');
  const sample = SCRIPTS.filter(([, script]) => script.test(text))
    .map(([letter]) => letter)
    .join('');
  const loading = [...families].flatMap(family =>
    FACES.map(face => document.fonts.load(`${face} 16px ${family}`, sample))
  );
  await Promise.race([
    Promise.allSettled(loading),
    new Promise(resolve => window.setTimeout(resolve, PATIENCE))
  ]);
}
