/**
 * Files that go into the document: pictures, a document to compare or combine
 * with, text of another document, recipients of a mail merge.
 */
import { PathExt } from '@jupyterlab/coreutils';

import { pickFiles } from '../files/file-picker';
import type { Picked } from '../server/types';
import type { EditorHost, Handlers } from './feature';
import { orTell } from './error-dialog';

/** The pictures that Docs takes; the server has the same list. */
const PICTURES = [
  'bmp',
  'gif',
  'jpe',
  'jpeg',
  'jpg',
  'png',
  'svg',
  'tif',
  'tiff'
];

export function insert({ answer, call, office, panel }: EditorHost): Handlers {
  if (!answer.can.includes('insert')) {
    return {};
  }
  const { requests, trans, status } = office;
  const documents = (kind: string) =>
    status.formats.filter(one => one.kind === kind).map(({ ext }) => ext);
  const pick = (
    picked: Picked,
    c: string,
    title: string,
    extensions: string[],
    method: string
  ): Promise<void> =>
    orTell(trans.__('The file could not be used'), async () => {
      const start = PathExt.dirname(panel.path);
      const paths = await pickFiles(office, title, start, extensions);
      // Only pictures that are added can be several.
      const chosen = c === 'add' ? paths : paths.slice(0, 1);
      if (chosen.length > 0) {
        call(method, await requests.insert(picked, c, chosen));
      }
    });
  return {
    onRequestInsertImage: event =>
      pick(
        'image',
        commandOf(event.data, 'add'),
        trans.__('Insert a picture'),
        PICTURES,
        'insertImage'
      ),
    onRequestSelectDocument: event => {
      const c = commandOf(event.data, 'compare');
      const title =
        c === 'combine'
          ? trans.__('Combine with')
          : c === 'insert-text'
            ? trans.__('Insert the text of')
            : trans.__('Compare with');
      return pick(
        'document',
        c,
        title,
        documents('word'),
        'setRequestedDocument'
      );
    },
    onRequestSelectSpreadsheet: event =>
      pick(
        'spreadsheet',
        commandOf(event.data, 'mailmerge'),
        trans.__('Recipients of the letters'),
        documents('cell'),
        'setRequestedSpreadsheet'
      )
  };
}

/** What the editor wants with the file: it is told again in the answer. */
function commandOf(data: unknown, usual: string): string {
  const c = (data as { c?: unknown } | null | undefined)?.c;
  return typeof c === 'string' && c ? c : usual;
}
