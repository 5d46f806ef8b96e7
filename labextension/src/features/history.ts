/**
 * The version history of the editor: what there is, one version of it, and
 * bringing one back.
 */
import { troubleOf } from '../server/errors';
import type { EditorHost, Handlers } from './feature';

interface Change {
  created?: string;
}

/** Answer of `GET onlyoffice/history`. */
interface Versions {
  currentVersion: number;
  history: {
    version: number;
    created: string;
    user: { id: string; name: string } | null;
    changes?: Change[];
  }[];
}

interface RestoreData {
  version: number;
  /** Where Docs has what is to be restored, when that is a single change. */
  url?: string;
  fileType?: string;
}

export function history(host: EditorHost): Handlers {
  const { answer, call, office, panel } = host;
  if (!answer.can.includes('history')) {
    return {};
  }
  const { requests, trans } = office;
  const language = office.language === 'en' ? undefined : office.language;

  /** A time as a person writes it; the editor shows it as it is. */
  const written = (time: string): string => {
    const date = new Date(time);
    return isNaN(date.getTime())
      ? time
      : date.toLocaleString(language, {
          dateStyle: 'medium',
          timeStyle: 'short'
        });
  };

  const show = ({ currentVersion, history }: Versions): void => {
    host.leave();
    call('refreshHistory', {
      currentVersion,
      history: history.map(version => ({
        ...version,
        created: written(version.created),
        user: version.user ?? {
          id: '',
          name: trans.__('Outside of the editor')
        },
        // Docs writes the times of changes in UTC, without saying so.
        changes: version.changes?.map(change => ({
          ...change,
          created: written(`${(change.created ?? '').replace(' ', 'T')}Z`)
        }))
      }))
    });
  };

  const handlers: Handlers = {
    onRequestHistory: async () => {
      // What Docs holds becomes a version, so that the list is complete.
      await panel.save().catch(() => undefined);
      try {
        show(
          await requests.json('onlyoffice/history', {}, { path: panel.path })
        );
      } catch (error) {
        call('refreshHistory', { error: troubleOf(error).cause });
      }
    },
    onRequestHistoryData: async event => {
      const version = event.data as number | string;
      try {
        const data = await requests.json<object>(
          'onlyoffice/history/version',
          {},
          { path: panel.path, version: String(version) }
        );
        call('setHistoryData', data);
      } catch (error) {
        // Without an answer the editor asks for no other version either.
        call('setHistoryData', { version, error: troubleOf(error).cause });
      }
    },
    onRequestHistoryClose: () => host.renew()
  };
  if (answer.can.includes('restore')) {
    handlers.onRequestRestore = async event => {
      const { version, url, fileType } = event.data as RestoreData;
      try {
        const versions = await requests.post<Versions>(
          'onlyoffice/history/restore',
          { path: panel.path, version, url, fileType }
        );
        panel.refreshMetadata();
        show(versions);
      } catch (error) {
        const { cause, remedy } = troubleOf(error);
        call('showMessage', [cause, remedy].filter(Boolean).join(' '));
      }
    };
  }
  return handlers;
}
