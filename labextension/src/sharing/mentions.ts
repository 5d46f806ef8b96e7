/**
 * Tells the user of comments in which somebody mentioned them.
 */
import { Notification } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';

import type { Office } from '../application/services';
import type { Mention } from '../server/types';

const shown = new Set<number>();

/** Fetch the mentions that wait for the user, and show those that are new. */
export async function showMentions(office: Office): Promise<void> {
  let mentions: Mention[];
  try {
    mentions = (await office.requests.mentions()).mentions;
  } catch {
    return; // They wait for the next time.
  }
  for (const mention of mentions.filter(({ number }) => !shown.has(number))) {
    shown.add(mention.number);
    show(office, mention);
  }
}

function show(office: Office, mention: Mention): void {
  const { trans } = office;
  const seen = () =>
    void office.requests.seen([mention.number]).catch(() => undefined);
  Notification.info(
    trans.__(
      '%1 mentioned you in “%2”: %3',
      mention.sender,
      PathExt.basename(mention.path),
      mention.message
    ),
    {
      autoClose: false,
      actions: [
        {
          label: trans.__('Show the comment'),
          displayType: 'accent',
          callback: () => {
            seen();
            office.open(mention.path, mention.action ?? undefined);
          }
        },
        { label: trans.__('Dismiss'), callback: seen }
      ]
    }
  );
}
