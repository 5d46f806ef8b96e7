/**
 * All features of the editor; see `feature.ts`.
 */
import { troubleOf } from '../server/errors';
import { create } from './create';
import { editRights } from './edit-rights';
import { favorite } from './favorite';
import type { EditorHost, Feature, Handlers } from './feature';
import { history } from './history';
import { form } from './form';
import { insert } from './insert';
import { people } from './people';
import { places } from './places';
import { references } from './references';
import { rename } from './rename';
import { saveAs } from './save-as';
import { share } from './share';

const FEATURES: Feature[] = [
  create,
  editRights,
  favorite,
  history,
  form,
  insert,
  people,
  places,
  references,
  rename,
  saveAs,
  share
];

/** The handlers of all features that the user may use in this document. */
export function handlersOf(host: EditorHost): Handlers {
  const handlers: Handlers = {};
  const own: Handlers = Object.assign(
    {},
    ...FEATURES.map(feature => feature(host))
  );
  const added = host.office.addedFeatures?.handlersOf(
    {
      get path() {
        return host.panel.path;
      },
      config: host.answer.config,
      call: host.call
    },
    own
  );
  for (const [name, handle] of Object.entries({ ...own, ...added })) {
    handlers[name] = async event => {
      try {
        await handle(event);
      } catch (error) {
        host.panel.line.notice = troubleOf(error);
      }
    };
  }
  return handlers;
}
