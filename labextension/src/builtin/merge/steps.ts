/**
 * Which children of an element belong together in the original, the base and
 * the edited version.
 */
import { align, range } from './align';
import { isMark } from './placeholders';
import { fieldDepth, signOf } from './text';
import type { Element, Xml } from './xml';
import { attributeOf } from './xml';

/** Children of the original and of the base that say the same. */
export interface Unit {
  original: number[];
  base: number[];
  /** Units with the same number share a field, such as a table of contents. */
  group: number;
}

export type Step =
  | { kind: 'keep' | 'change'; base: number; edited: number }
  | { kind: 'insert'; edited: number }
  | { kind: 'delete'; base: number };

/** Pair the children of the original with those of the base. */
export function unitsOf(
  oXml: Xml,
  o: Element[],
  bXml: Xml,
  b: Element[]
): Unit[] {
  const units: Unit[] = [];
  // Marks are in nothing that the editor writes.
  const shown = range([0, o.length]).filter(index => !isMark(o[index]));
  let next = 0;
  const marksUntil = (end: number) => {
    for (; next < end; next++) {
      units.push({ original: [next], base: [], group: 0 });
    }
  };
  const add = (original: number[], base: number[]) => {
    const [first, last] = [original[0], original[original.length - 1]];
    if (first !== undefined) {
      marksUntil(first);
      next = last + 1;
      units.push({ original: range([first, next]), base, group: 0 });
    } else {
      units.push({ original: [], base, group: 0 });
    }
  };
  const oKeys = shown.map(index => keyOf(oXml, o[index]));
  const bKeys = b.map(child => keyOf(bXml, child));
  for (const { left, right, same } of align(oKeys, bKeys)) {
    const original = range(left).map(index => shown[index]);
    const base = range(right);
    const alike =
      original.length === base.length &&
      original.every((index, i) => o[index].name === b[base[i]].name);
    if (same || alike) {
      original.forEach((index, i) => add([index], [base[i]]));
    } else if (base.length === 0) {
      original.forEach(index => add([index], []));
    } else {
      add(original, base);
    }
  }
  marksUntil(o.length);
  let depth = 0;
  let group = 0;
  for (const unit of units) {
    unit.group = group;
    for (const index of unit.original) {
      depth += fieldDepth(oXml, o[index]);
    }
    group += depth > 0 ? 0 : 1;
  }
  return units;
}

/** By what a child is recognised in the other version. */
function keyOf(xml: Xml, element: Element): string {
  const tag = xml.startTag(element);
  const ids = ['w:id', 'w:type', 'w:styleId', 'w:numId', 'w:abstractNumId'];
  const names = ids.map(id => attributeOf(tag, id) ?? '');
  return [element.name, ...names, signOf(xml, element)].join('|');
}

/** How the children of the base became those of the edited version. */
export function stepsOf(
  bXml: Xml,
  b: Element[],
  eXml: Xml,
  e: Element[]
): Step[] {
  const steps: Step[] = [];
  const sources = (xml: Xml, list: Element[]) =>
    list.map(child => xml.slice(child));
  for (const { left, right, same } of align(
    sources(bXml, b),
    sources(eXml, e)
  )) {
    if (same) {
      range(left).forEach((base, i) =>
        steps.push({ kind: 'keep', base, edited: right[0] + i })
      );
      continue;
    }
    let base = left[0];
    for (const edited of range(right)) {
      const match = matchOf(bXml, b, [base, left[1]], eXml, e, [
        edited,
        right[1]
      ]);
      if (match === null) {
        steps.push({ kind: 'insert', edited });
        continue;
      }
      for (; base < match; base++) {
        steps.push({ kind: 'delete', base });
      }
      steps.push({ kind: 'change', base, edited });
      base += 1;
    }
    for (; base < left[1]; base++) {
      steps.push({ kind: 'delete', base });
    }
  }
  return steps;
}

/** Of which child of the base the first of `edited` is a later version. */
function matchOf(
  bXml: Xml,
  b: Element[],
  base: [number, number],
  eXml: Xml,
  e: Element[],
  edited: [number, number]
): number | null {
  const id = (xml: Xml, child: Element) =>
    xml.attribute(child, 'w14:paraId') ?? '';
  const [child, wanted] = [e[edited[0]], id(eXml, e[edited[0]])];
  const rest = range(base);
  const exact = rest.find(i => wanted && id(bXml, b[i]) === wanted);
  if (exact !== undefined) {
    return exact;
  }
  // One that comes again under its own name is not this one.
  const taken = new Set(range(edited).map(i => id(eXml, e[i])));
  const free = rest.find(i => {
    const own = id(bXml, b[i]);
    return b[i].name === child.name && !(own && taken.has(own));
  });
  const bound = rest.find(i => {
    const own = id(bXml, b[i]);
    return own && taken.has(own);
  });
  return free !== undefined && (bound === undefined || free < bound)
    ? free
    : null;
}

/** Groups in which something was changed, deleted, or put in between. */
export function touchedGroups(
  steps: Step[],
  units: Unit[],
  unitOf: Map<number, number>
): Set<number> {
  const touched = new Set<number>();
  let before: number | undefined;
  let inserted = false;
  for (const step of steps) {
    if (step.kind === 'insert') {
      inserted = true;
      continue;
    }
    const { group } = units[unitOf.get(step.base) as number];
    if (step.kind !== 'keep' || (inserted && group === before)) {
      touched.add(group);
    }
    before = group;
    inserted = false;
  }
  return touched;
}
