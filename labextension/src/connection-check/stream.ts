/**
 * Reading of JSON lines as they come.
 */

import { inLanguage } from '../server/errors';

/** The values of an answer that is one JSON value a line. */
export async function* jsonLines<T>(response: Response): AsyncGenerator<T> {
  const reader = response.body!.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    rest += decoder.decode(value, { stream: !done });
    const lines = rest.split('\n');
    rest = done ? '' : lines.pop()!;
    for (const line of lines) {
      if (line.trim()) {
        yield inLanguage(JSON.parse(line) as T);
      }
    }
    if (done) {
      return;
    }
  }
}
