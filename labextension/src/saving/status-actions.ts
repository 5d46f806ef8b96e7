/**
 * What the user is offered beside a notice in the line of a tab.
 */
import type { DocumentTab } from '../documents/document-tab';
import type { Action } from './status-line';
import type { Trouble } from '../server/types';

/** The offer that goes with `notice`; null for one of which nothing follows. */
export function offerFor(panel: DocumentTab, notice: Trouble): Action | null {
  const { code, copy } = notice;
  const { office } = panel;
  const { trans } = office;
  switch (code) {
    case 'lossy':
    case 'viewed':
      return {
        label: trans.__('Change…'),
        title: trans.__('Choose again how to work on this document'),
        execute: () => void panel.reconsider()
      };
    case 'connect': {
      const { connection } = office;
      return (
        connection && {
          label: trans.__('How to edit it…'),
          title: trans.__('Show how to connect an ONLYOFFICE Docs server'),
          execute: () => void connection.check()
        }
      );
    }
    case 'view-only':
      return copy ? ofCopy(panel, notice, copy) : null;
    default:
      return null;
  }
}

function ofCopy(
  panel: DocumentTab,
  notice: Trouble,
  { to, made }: NonNullable<Trouble['copy']>
): Action {
  const { office, line, path } = panel;
  const { trans } = office;
  if (made) {
    return {
      label: trans.__('Work on the copy'),
      title: made,
      execute: () => office.open(made)
    };
  }
  return {
    label: trans.__('Work on a copy'),
    title: trans.__(
      'Make a copy of the type .%1 beside this file, which stays as it is, and open it',
      to
    ),
    execute: async () => {
      const { makeCopy } = await import('../convert/copy');
      const copy = await makeCopy(office, path, to);
      if (!copy) {
        return;
      }
      // Should it not be remembered, another one is made the next time.
      await office.requests.choose(path, 'copy', copy).catch(() => undefined);
      line.notice = { ...notice, copy: { to, made: copy } };
      office.open(copy);
    }
  };
}
