/**
 * Loading what has to come, although the server does not answer just now.
 */

/** Until it is tried again, in ms. */
const PAUSE = 5000;

/** Call `load` until it succeeds. */
export async function persist<T>(
  load: () => Promise<T>,
  pause = PAUSE
): Promise<T> {
  for (;;) {
    try {
      return await load();
    } catch {
      await new Promise(resolve => setTimeout(resolve, pause));
    }
  }
}
