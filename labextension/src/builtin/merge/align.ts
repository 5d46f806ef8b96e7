/**
 * Which items of two sequences belong together.
 */
import { diffArrays } from 'diff';

/** A stretch of both sequences; `same` when its items are alike one by one. */
export interface Stretch {
  left: [number, number];
  right: [number, number];
  same: boolean;
}

/** Cut two sequences into stretches that are alike and stretches that are not. */
export function align(
  left: readonly string[],
  right: readonly string[]
): Stretch[] {
  const stretches: Stretch[] = [];
  let i = 0;
  let j = 0;
  const push = (a: number, b: number, same: boolean) => {
    const last = stretches[stretches.length - 1];
    if (last && last.same === same) {
      last.left[1] = i + a;
      last.right[1] = j + b;
    } else {
      stretches.push({ left: [i, i + a], right: [j, j + b], same });
    }
    i += a;
    j += b;
  };
  for (const { count, added, removed } of diffArrays([...left], [...right])) {
    push(added ? 0 : count, removed ? 0 : count, !added && !removed);
  }
  return stretches;
}

/** The numbers from the first to the one before the last. */
export function range([start, stop]: [number, number]): number[] {
  return Array.from({ length: stop - start }, (_, index) => start + index);
}
