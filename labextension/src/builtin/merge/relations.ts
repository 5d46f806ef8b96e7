/**
 * Relationships of parts (ECMA-376, part 2, 9.3): the numbers by which a part
 * names pictures and other parts.
 */
import { Xml } from './xml';

export interface Relation {
  id: string;
  type: string;
  target: string;
  external: boolean;
  source: string;
}

export const NO_RELATIONS =
  '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
  '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>';

const NAMESPACE =
  /xmlns:([\w-]+)\s*=\s*["']http:\/\/schemas\.openxmlformats\.org\/officeDocument\/2006\/relationships["']/g;

/** The name of the part that holds the relationships of `part`. */
export function relationsOf(part: string): string {
  const slash = part.lastIndexOf('/') + 1;
  return `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`;
}

export function parseRelations(text: string): Relation[] {
  const xml = new Xml(text);
  return xml.root.children.map(child => ({
    id: xml.attribute(child, 'Id') ?? '',
    type: xml.attribute(child, 'Type') ?? '',
    target: xml.attribute(child, 'Target') ?? '',
    external: xml.attribute(child, 'TargetMode') === 'External',
    source: xml.slice(child)
  }));
}

/** The part that a relationship of `part` points at. */
export function targetOf(part: string, { target }: Relation): string {
  const steps = target.startsWith('/')
    ? target.split('/')
    : [...part.split('/').slice(0, -1), ...target.split('/')];
  const path: string[] = [];
  for (const step of steps) {
    if (step === '..') {
      path.pop();
    } else if (step && step !== '.') {
      path.push(step);
    }
  }
  return path.join('/');
}

/** Add relationships, as they are written, before the end. */
export function withRelations(text: string, sources: string[]): string {
  if (sources.length === 0) {
    return text;
  }
  const open = text.replace(
    /<Relationships([^>]*)\/>\s*$/,
    '<Relationships$1></Relationships>'
  );
  return open.replace(/<\/Relationships>\s*$/, `${sources.join('')}$&`);
}

/** Rename the numbers that a part uses. */
export function renumbered(text: string, ids: Map<string, string>): string {
  return replaceIds(text, id => ids.get(id) ?? id);
}

/** The numbers that a part uses. */
export function usedIds(text: string): Set<string> {
  const used = new Set<string>();
  replaceIds(text, id => {
    used.add(id);
    return id;
  });
  return used;
}

function replaceIds(text: string, replace: (id: string) => string): string {
  const prefixes = new Set(['r']);
  for (const [, prefix] of text.matchAll(NAMESPACE)) {
    prefixes.add(prefix);
  }
  const names = [...[...prefixes].map(prefix => `${prefix}:\\w+`), 'o:relid'];
  return text.replace(
    new RegExp(`(\\s(?:${names.join('|')})\\s*=\\s*)(["'])([^"'<>]*)\\2`, 'g'),
    (_, start: string, quote: string, id: string) =>
      `${start}${quote}${replace(id)}${quote}`
  );
}
