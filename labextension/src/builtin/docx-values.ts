/**
 * What a document may not tell the browser. The editor passes colours, borders,
 * fonts and the like on to style sheets as they stand: `red;background:url(…)`
 * would make the browser ask for an address, with the user's cookies. So it is
 * given a copy in which values that are no such thing end where they cease to
 * be one. What is saved is built upon the original.
 */
import JSZip from 'jszip';

/** Everything that has a tag, and what may look as if it had. */
const PIECES =
  /<!--[^]*?-->|<!\[CDATA\[[^]*?\]\]>|<\?[^]*?\?>|<!DOCTYPE(?:[^[>"']|"[^"]*"|'[^']*'|\[(?:[^\]"']|"[^"]*"|'[^']*')*\])*>|<([^\s<>/!?]+)((?:[^"'<>]|"[^"]*"|'[^']*')*)>/g;
const ATTRIBUTES = /([^\s=]+)(\s*=\s*)("[^"]*"|'[^']*')/g;

/** What could end a value or begin a function in a style sheet. */
const STRUCTURE = /[\\;{}()"'`<>]/;
/** The same where declarations are what one expects. */
const STRUCTURE_OF_STYLE = /[\\{}()"'`<>@]/;

/** What is read by people or programs and never becomes style; by local names. */
const TEXT_ATTRIBUTES = new Set(
  (
    'alt anchor aliases author bibliography descr displayText docLocation eqn ' +
    'fmla formulas href initials instr path prefixMappings title tooltip uri xpath'
  ).split(' ')
);
const TEXT_ELEMENTS = new Set(
  (
    'alias attachedTemplate bookmarkStart calculatedColumnFormula category cNvPr ' +
    'dataBinding default docPart docPartCategory docPartGallery docPr docVar ' +
    'entryMacro exitMacro fldSimple format helpText listItem lvlText name ' +
    'placeholder result statusText tag text'
  ).split(' ')
);
/** The namespace of formulas: brackets are what they are about. */
const FORMULA = 'm:';

const COLOUR_ATTRIBUTE = /^(?:\w*color\d?|fill|theme\w+|lastClr)$/i;
const COLOUR_ELEMENT = /^(?:color|highlight|\w+Clr)$/;
const COLOUR = /^#?[\w.%+-]*(?: \[\d+\])?$/;
const NO_COLOUR = 'auto';

/** The document as the editor may see it: itself, when there is nothing to mend. */
export async function harmless(docx: ArrayBuffer): Promise<ArrayBuffer> {
  const zip = await JSZip.loadAsync(docx);
  const mended = new Map<string, string>();
  for (const [name, entry] of Object.entries(zip.files)) {
    if (!entry.dir && !name.endsWith('.rels') && !name.startsWith('[')) {
      const text = await xml(entry);
      const harmlessText = text && harmlessXml(text);
      if (harmlessText && harmlessText !== text) {
        mended.set(name, harmlessText);
      }
    }
  }
  if (mended.size === 0) {
    return docx;
  }
  mended.forEach((text, name) => zip.file(name, text));
  return zip.generateAsync({ type: 'arraybuffer' });
}

/** A part with its values mended, and without a document type. */
export function harmlessXml(text: string): string {
  return text.replace(PIECES, (piece, tag?: string, inside?: string) => {
    if (tag === undefined) {
      return piece.startsWith('<!DOCTYPE') ? '' : piece;
    }
    if (!inside || tag.startsWith(FORMULA)) {
      return piece;
    }
    const element = local(tag);
    const mended = inside.replace(
      ATTRIBUTES,
      (attribute, name: string, equals: string, quoted: string) => {
        const value = decode(quoted.slice(1, -1));
        const safe = harmlessValue(element, name, value);
        return safe === value ? attribute : `${name}${equals}"${encode(safe)}"`;
      }
    );
    return mended === inside ? piece : `<${tag}${mended}>`;
  });
}

function harmlessValue(element: string, name: string, value: string): string {
  const attribute = local(name);
  if (
    name.startsWith('xmlns') ||
    TEXT_ATTRIBUTES.has(attribute) ||
    TEXT_ELEMENTS.has(element)
  ) {
    return value;
  }
  const isStyle = attribute === 'style';
  const [safe] = value.split(isStyle ? STRUCTURE_OF_STYLE : STRUCTURE, 1);
  const isColour =
    COLOUR_ATTRIBUTE.test(attribute) ||
    (attribute === 'val' && COLOUR_ELEMENT.test(element));
  return isColour && !COLOUR.test(safe) ? NO_COLOUR : safe;
}

async function xml(entry: JSZip.JSZipObject): Promise<string | null> {
  const bytes = await entry.async('uint8array');
  const head = new TextDecoder().decode(bytes.subarray(0, 1024)).trimStart();
  // Pictures are drawn where they can ask for nothing.
  return head.startsWith('<') && !/<svg[\s>]/.test(head)
    ? new TextDecoder().decode(bytes)
    : null;
}

function local(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

const NAMED: Record<string, string> = {
  amp: '&',
  apos: "'",
  gt: '>',
  lt: '<',
  quot: '"'
};

function decode(text: string): string {
  if (!text.includes('&')) {
    return text;
  }
  return text.replace(
    /&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi,
    (reference, hex?: string, decimal?: string, name?: string) => {
      const code = hex ? parseInt(hex, 16) : Number(decimal);
      return name
        ? (NAMED[name] ?? reference)
        : code <= 0x10ffff
          ? String.fromCodePoint(code)
          : reference;
    }
  );
}

function encode(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
