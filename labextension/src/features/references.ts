/**
 * Values that a workbook shows of another one: update, change and open their
 * source.
 */
import { PageConfig, PathExt } from '@jupyterlab/coreutils';

import { troubleOf } from '../server/errors';
import { pathOfLink } from '../files/file-links';
import { pickFiles } from '../files/file-picker';
import type { ReferenceQuery } from '../server/types';
import type { EditorHost, Handlers } from './feature';
import { orTell } from './error-dialog';

interface ReferenceEvent {
  referenceData?: unknown;
  path?: string;
  link?: string;
  windowName?: string;
}

export function references({
  answer,
  call,
  office,
  panel
}: EditorHost): Handlers {
  if (!answer.can.includes('references')) {
    return {};
  }
  const { requests, trans, status } = office;
  const find = (query: ReferenceQuery) =>
    requests.reference({ document: panel.path, ...query });

  return {
    onRequestReferenceData: async event => {
      const { referenceData, path, link } = (event.data ??
        {}) as ReferenceEvent;
      let result: unknown;
      try {
        const place = link
          ? (pathOfLink(link, PageConfig.getBaseUrl()) ?? link)
          : path;
        result = (await find({ referenceData, path: place })).data;
      } catch (error) {
        const { cause, remedy } = troubleOf(error);
        result = { error: [cause, remedy].filter(Boolean).join(' ') };
      }
      // Without an answer the editor asks for no other source.
      call('setReferenceData', result);
    },

    onRequestReferenceSource: () =>
      orTell(trans.__('The source could not be changed'), async () => {
        const extensions = status.formats
          .filter(({ kind }) => kind === 'cell')
          .map(({ ext }) => ext);
        const [source] = await pickFiles(
          office,
          trans.__('Source of the values'),
          PathExt.dirname(panel.path),
          extensions
        );
        if (source) {
          call('setReferenceSource', (await find({ path: `/${source}` })).data);
        }
      }),

    onRequestOpen: event =>
      orTell(trans.__('The source could not be opened'), async () => {
        const { referenceData, path, windowName } = (event.data ??
          {}) as ReferenceEvent;
        if (windowName) {
          // The editor has opened an empty window for it, which is not needed.
          window.open('', windowName)?.close();
        }
        office.open((await find({ referenceData, path })).path);
      })
  };
}
