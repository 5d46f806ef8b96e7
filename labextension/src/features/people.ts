/**
 * People in the editor: their pictures, whom to mention in a comment, and
 * telling those who were mentioned.
 */
import type { EditorHost, Handlers } from './feature';
import { trouble } from '../messages/row';
import { TAB } from '../messages/tab';

interface UsersData {
  c?: 'mention' | 'protect' | 'info';
  id?: string[];
  /** From 9.3 on Docs asks for a part of the list. */
  from?: number;
  count?: number;
  search?: string;
}

interface NotifyData {
  emails?: string[];
  message?: string;
  actionLink?: unknown;
}

export function people({ answer, call, office, panel }: EditorHost): Handlers {
  if (!answer.can.includes('people')) {
    return {};
  }
  const { requests, trans } = office;
  return {
    onRequestUsers: async event => {
      const data = (event.data ?? {}) as UsersData;
      const paged =
        data.c !== 'info' && data.count !== undefined
          ? { isPaginated: true }
          : {};
      let users: unknown[] = [];
      try {
        users = (await requests.people(data)).users;
      } finally {
        // Without an answer the editor never asks again.
        call('setUsers', { c: data.c ?? 'mention', users, ...paged });
      }
    },
    onRequestSendNotify: async event => {
      const data = (event.data ?? {}) as NotifyData;
      const { told, unknown } = await requests.mention(panel.path, {
        emails: data.emails ?? [],
        message: data.message ?? '',
        action: data.actionLink
      });
      panel.line.notice =
        unknown.length > 0
          ? trouble(TAB, 'tab.nobody-mentioned', trans, unknown.join(', '))
          : trouble(TAB, 'tab.mentioned', trans, told.join(', '));
    }
  };
}
