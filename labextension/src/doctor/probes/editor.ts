/**
 * Whether a genuine editor starts in its frame and shows a document.
 */
import type { TranslationBundle } from '@jupyterlab/translation';

import type { DocsEvents } from '../../docs-events';
import { explainError } from '../../docs-errors';
import type { Verdict } from '../leg';
import { WORKS } from '../leg';
import type { PolicyWatch } from '../policy';
import { broken, untested } from '../troubles';
import { bare } from './address';

/** How long each step may take, in s; a cold start on a slow line is slow. */
export const LIMITS = { frame: 60, document: 90 };

export interface EditorProbe {
  docs: URL;
  policy: Pick<PolicyWatch, 'forbids'>;
  trans: TranslationBundle;
  /** Start an editor that tells these handlers. */
  start(events: DocsEvents): void;
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
  signal,
  reached,
  limits = LIMITS,
  period = 500
}: EditorProbe): Promise<{ verdict: Verdict; asked: boolean }> {
  const timers: ReturnType<typeof setTimeout>[] = [];
  try {
    return await new Promise(resolve => {
      let viewing = false;
      const end = (verdict: Verdict, asked: boolean) =>
        resolve({ verdict, asked });
      const late = (step: keyof typeof LIMITS, verdict: Verdict) => {
        const timer = setTimeout(
          () => end(verdict, step === 'document'),
          limits[step] * 1000
        );
        timers.push(timer);
        return timer;
      };
      signal.addEventListener('abort', () => end(untested(''), false));
      const frame = late(
        'frame',
        broken('editor.frame', trans, bare(docs), String(limits.frame))
      );
      const looking = setInterval(() => {
        void policy.forbids('frame').then(directive => {
          if (directive) {
            end(broken('editor.policy', trans, docs.origin, directive), false);
          }
        });
      }, period);
      timers.push(looking);
      start({
        onFrame: () => {
          clearTimeout(frame);
          clearInterval(looking);
          late(
            'document',
            broken('editor.document', trans, String(limits.document))
          );
          reached?.('frame');
        },
        onReady: () => {
          reached?.('document');
          end(viewing ? broken('editor.viewing', trans) : WORKS, true);
        },
        onError: (code, description) => {
          const { cause, remedy } = explainError(code, description, trans);
          end({ ok: false, cause, remedy }, code === DOWNLOAD);
        },
        onMode: mode => {
          viewing = mode === 'view';
        },
        onOutdated: () => end(broken('editor.outdated', trans), false),
        onChange: () => undefined,
        // What matters of them is told by the leg of the callback.
        onWarning: () => undefined,
        onQuestion: () => undefined,
        onClose: () => undefined,
        onRestart: () => undefined
      });
    });
  } finally {
    timers.forEach(timer => clearTimeout(timer));
  }
}
