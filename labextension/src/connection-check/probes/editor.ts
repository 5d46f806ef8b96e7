/**
 * Whether a genuine editor starts in its frame and shows a document.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import { explainError } from '../../docs/docs-errors';
import type { DocsEvents } from '../../docs/docs-events';
import { CHECK } from '../../messages/check';
import { trouble } from '../../messages/row';
import { TAB } from '../../messages/tab';
import type { Framing } from '../framing';
import { forbiddenBy } from '../framing';
import type { Verdict } from '../leg';
import { broken, WORKS } from '../leg';
import type { PolicyWatch } from '../csp-violations';
import { bare } from './address';

/**
 * How long each step may take, in s; a cold start on a slow line is slow.
 * `doubt`: until it is asked whether the frame may be shown at all.
 */
export const LIMITS = { doubt: 8, frame: 60, document: 90 };

export interface EditorProbe {
  docs: URL;
  policy: Pick<PolicyWatch, 'forbids'>;
  trans: TranslationBundle;
  /** Start an editor that tells these handlers. */
  start(events: DocsEvents): void;
  page: URL;
  /** Ask the server for the headers that decide whether it may be shown. */
  framing(): Promise<Framing>;
  /** How far it is. */
  reached?(step: 'frame' | 'document'): void;
  limits?: typeof LIMITS;
  signal: AbortSignal;
  /** How often to ask whether the frame is forbidden, in ms. */
  period?: number;
}

/** The error of an editor whose document could not be fetched. */
const DOWNLOAD = -4;

/**
 * The verdict, and whether Docs has come so far as to ask for the document. The
 * editor goes on until whoever started it ends it.
 */
export async function checkEditor({
  docs,
  policy,
  trans,
  start,
  page,
  framing,
  signal,
  reached,
  limits = LIMITS,
  period = 500
}: EditorProbe): Promise<{ verdict: Verdict; asked: boolean }> {
  const timers: ReturnType<typeof setTimeout>[] = [];
  const late = {
    frame: broken(
      trouble(
        CHECK,
        'check.frame-late',
        trans,
        bare(docs),
        String(limits.frame)
      )
    ),
    document: broken(
      trouble(CHECK, 'check.document-late', trans, String(limits.document))
    )
  };
  const forbidden = (directive: string): Verdict =>
    broken(trouble(CHECK, 'check.frame-policy', trans, docs.origin, directive));
  const unframed = (header: string): Verdict =>
    broken(trouble(CHECK, 'check.frame-forbidden', trans, header, page.origin));
  const ready = (viewing: boolean): Verdict =>
    viewing ? broken(trouble(TAB, 'tab.viewing-only', trans)) : WORKS;
  try {
    return await new Promise(resolve => {
      let viewing = false;
      let hasFrame = false;
      const end = (verdict: Verdict, asked: boolean) =>
        resolve({ verdict, asked });
      const limit = (step: keyof typeof late) => {
        const timer = setTimeout(
          () => end(late[step], step === 'document'),
          limits[step] * 1000
        );
        timers.push(timer);
        return timer;
      };
      signal.addEventListener('abort', () =>
        end({ ...WORKS, ok: null }, false)
      );
      const frame = limit('frame');
      const doubting = setTimeout(() => {
        void framing().then(
          found => {
            const header = forbiddenBy(found, docs, page);
            if (header && !hasFrame) {
              end(unframed(header), false);
            }
          },
          () => undefined // The limit is told.
        );
      }, limits.doubt * 1000);
      timers.push(doubting);
      const looking = setInterval(() => {
        void policy.forbids('frame').then(directive => {
          if (directive) {
            end(forbidden(directive), false);
          }
        });
      }, period);
      timers.push(looking);
      start({
        onFrame: () => {
          hasFrame = true;
          clearTimeout(frame);
          clearInterval(looking);
          limit('document');
          reached?.('frame');
        },
        onReady: () => {
          reached?.('document');
          end(ready(viewing), true);
        },
        onError: (code, description) =>
          end(
            broken(explainError(code, description, trans)),
            code === DOWNLOAD
          ),
        onMode: mode => {
          viewing = mode === 'view';
        },
        onOutdated: () =>
          end(broken(trouble(CHECK, 'check.outdated', trans)), false),
        onChange: () => undefined,
        // What matters of them is told by the leg of the callback.
        onWarning: () => undefined,
        onQuestion: () => undefined,
        onGone: () => undefined,
        onClose: () => undefined,
        onRestart: () => undefined
      });
    });
  } finally {
    timers.forEach(timer => clearTimeout(timer));
  }
}
