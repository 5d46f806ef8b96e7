/**
 * Documents made up by chance, with text in every element of
 * WordprocessingML that may stand around runs, paragraphs, cells or rows
 * (ECMA-376, part 1, 17), also within each other. Every text is a word that
 * comes once.
 */
import JSZip from 'jszip';

/** Numbers from 0 to below 1, the same ones for the same seed. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const NAMESPACES = Object.entries({
  w: 'http://schemas.openxmlformats.org/wordprocessingml/2006/main',
  r: 'http://schemas.openxmlformats.org/officeDocument/2006/relationships',
  m: 'http://schemas.openxmlformats.org/officeDocument/2006/math',
  mc: 'http://schemas.openxmlformats.org/markup-compatibility/2006',
  v: 'urn:schemas-microsoft-com:vml',
  a: 'http://schemas.openxmlformats.org/drawingml/2006/main',
  wp: 'http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing',
  wps: 'http://schemas.microsoft.com/office/word/2010/wordprocessingShape',
  w14: 'http://schemas.microsoft.com/office/word/2010/wordml'
})
  .map(([prefix, name]) => `xmlns:${prefix}="${name}"`)
  .join(' ');

const CHANGE = 'w:id="7" w:author="A" w:date="2020-01-01T00:00:00Z"';
const NAMED = 'w:uri="urn:x" w:element="e"';

type Around = (sample: Sample, inner: () => string) => string;

const element =
  (name: string, attributes = '', first = ''): Around =>
  (_, inner) =>
    `<${name}${attributes && ` ${attributes}`}>${first}${inner()}</${name}>`;

const control: Around = (_, inner) =>
  `<w:sdt><w:sdtPr><w:alias w:val="c"/></w:sdtPr><w:sdtContent>${inner()}</w:sdtContent></w:sdt>`;

const alternative: Around = (_, inner) =>
  `<mc:AlternateContent><mc:Choice Requires="w14">${inner()}</mc:Choice><mc:Fallback/></mc:AlternateContent>`;

const field: Around = (sample, inner) => {
  const char = (type: string) =>
    `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`;
  return `${char('begin')}<w:r><w:instrText xml:space="preserve"> REF ${sample.word()} </w:instrText></w:r>${char('separate')}${inner()}${char('end')}`;
};

/** What may stand around runs. */
export const AROUND_RUNS: Record<string, Around> = {
  smartTag: element('w:smartTag', NAMED, '<w:smartTagPr/>'),
  customXml: element('w:customXml', NAMED, '<w:customXmlPr/>'),
  sdt: control,
  dir: element('w:dir', 'w:val="rtl"'),
  bdo: element('w:bdo', 'w:val="rtl"'),
  ins: element('w:ins', CHANGE),
  del: (_, inner) =>
    `<w:del ${CHANGE}>${inner()
      .replace(/(<\/?w:)t\b/g, '$1delText')
      .replace(/(<\/?w:)instrText\b/g, '$1delInstrText')}</w:del>`,
  moveFrom: element('w:moveFrom', CHANGE),
  moveTo: element('w:moveTo', CHANGE),
  hyperlink: element('w:hyperlink', 'w:anchor="there"'),
  fldSimple: (sample, inner) =>
    `<w:fldSimple w:instr=" REF ${sample.word()} ">${inner()}</w:fldSimple>`,
  field,
  alternative
};

/** What holds text beside runs of text. */
export const IN_RUNS: Record<string, (sample: Sample) => string> = {
  text: sample => sample.run(),
  mixed: sample =>
    `<w:r><w:rPr><w:i/></w:rPr><w:t>${sample.word()}</w:t><w:tab/><w:t xml:space="preserve"> ${sample.word()} </w:t></w:r>`,
  ruby: sample =>
    `<w:r><w:ruby><w:rubyPr/><w:rt>${sample.run()}</w:rt><w:rubyBase>${sample.run()}</w:rubyBase></w:ruby></w:r>`,
  formula: sample =>
    `<m:oMath><m:r><m:t>${sample.word()}</m:t></m:r></m:oMath>`,
  form: sample =>
    `<w:r><w:fldChar w:fldCharType="begin"><w:ffData/></w:fldChar></w:r><w:r><w:instrText>FORMTEXT</w:instrText><w:fldChar w:fldCharType="separate"/><w:t>${sample.word()}</w:t><w:fldChar w:fldCharType="end"/></w:r>`,
  sign: sample =>
    `<w:r><w:t>${sample.word()}</w:t><mc:AlternateContent><mc:Choice Requires="w14"><w14:sign/></mc:Choice><mc:Fallback><w:t>${sample.word()}</w:t></mc:Fallback></mc:AlternateContent></w:r>`,
  textbox: sample =>
    `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="900000" cy="900000"/><wp:docPr id="3" name="b"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr/><wps:txbx><w:txbxContent>${sample.paragraph(1)}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback/></mc:AlternateContent></w:r>`,
  oldTextbox: sample =>
    `<w:r><w:pict><v:shape style="width:10pt;height:10pt"><v:textbox><w:txbxContent>${sample.paragraph(1)}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>`,
  unknown: sample =>
    `<w:r><w:t>${sample.word()}</w:t><w14:new><w:t>${sample.word()}</w:t></w14:new></w:r>`
};

export const AROUND_BLOCKS: Record<string, Around> = {
  sdt: control,
  customXml: element('w:customXml', NAMED, '<w:customXmlPr/>'),
  alternative
};

export const AROUND_ROWS: Record<string, Around> = {
  sdt: control,
  customXml: element('w:customXml', NAMED)
};

/** One document. */
export class Sample {
  constructor(seed: number) {
    this._next = chance(seed);
  }

  /** A word that comes nowhere else. */
  word(): string {
    this._words += 1;
    return `w${this._words}x`;
  }

  run(): string {
    return `<w:r><w:t>${this.word()}</w:t></w:r>`;
  }

  /** Runs, in so many elements at the most. */
  runs(depth: number): string {
    return this._some(3, () => {
      if (depth > 0 && this._next() < 0.5) {
        const around = this._one(Object.values(AROUND_RUNS));
        return around(this, () => this.runs(depth - 1));
      }
      const names = Object.keys(IN_RUNS).filter(
        name => depth > 0 || !/box/i.test(name)
      );
      const plain = this._next() < 0.6;
      return IN_RUNS[plain ? 'text' : this._one(names)](this);
    });
  }

  paragraph(depth: number): string {
    return `<w:p>${this.runs(depth)}</w:p>`;
  }

  blocks(depth: number): string {
    return this._some(3, () => {
      const kind = this._next();
      if (depth > 0 && kind < 0.3) {
        const around = this._one(Object.values(AROUND_BLOCKS));
        return around(this, () => this.blocks(depth - 1));
      }
      return depth > 0 && kind < 0.5
        ? `<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w="1000"/></w:tblGrid>${this._rows(depth)}</w:tbl>`
        : this.paragraph(3);
    });
  }

  /** The package, with text in all parts that have some. */
  async pack(body = this.blocks(3)): Promise<ArrayBuffer> {
    const type = (name: string) =>
      `application/vnd.openxmlformats-officedocument.wordprocessingml.${name}+xml`;
    const office =
      'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
    const others = ['header', 'footer', 'footnotes', 'endnotes', 'comments'];
    const file = (name: string) => `${name}${/er$/.test(name) ? '1' : ''}.xml`;
    const note = (name: string, id: number) =>
      `<w:${name} w:id="${id}"${name === 'comment' ? ' w:author="A"' : ''}>${this.paragraph(3)}</w:${name}>`;
    const root = (name: string, inner: string) =>
      `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:${name} ${NAMESPACES}>${inner}</w:${name}>`;
    const anchors =
      '<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>anchor</w:t></w:r><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="2"/></w:r></w:p>';
    const parts: Record<string, string> = {
      '[Content_Types].xml': `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${type('document.main')}"/>${others.map(name => `<Override PartName="/word/${file(name)}" ContentType="${type(name)}"/>`).join('')}</Types>`,
      '_rels/.rels': `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${office}/officeDocument" Target="word/document.xml"/></Relationships>`,
      'word/_rels/document.xml.rels': `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${others.map((name, index) => `<Relationship Id="rId${index + 1}" Type="${office}/${name}" Target="${file(name)}"/>`).join('')}</Relationships>`,
      'word/document.xml': root(
        'document',
        `<w:body>${body}${anchors}<w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:footerReference w:type="default" r:id="rId2"/></w:sectPr></w:body>`
      ),
      'word/header1.xml': root('hdr', this.blocks(1)),
      'word/footer1.xml': root('ftr', this.blocks(1)),
      'word/footnotes.xml': root('footnotes', note('footnote', 2)),
      'word/endnotes.xml': root('endnotes', note('endnote', 2)),
      'word/comments.xml': root('comments', note('comment', 0))
    };
    const zip = new JSZip();
    for (const [name, content] of Object.entries(parts)) {
      zip.file(name, content);
    }
    return zip.generateAsync({ type: 'arraybuffer' });
  }

  private _rows(depth: number): string {
    return this._some(2, () => {
      const row = () =>
        `<w:tr>${this._some(2, () => {
          const cell = () =>
            `<w:tc>${this.blocks(depth - 1)}${this.paragraph(1)}</w:tc>`;
          return this._next() < 0.5
            ? this._one(Object.values(AROUND_ROWS))(this, cell)
            : cell();
        })}</w:tr>`;
      return this._next() < 0.5
        ? this._one(Object.values(AROUND_ROWS))(this, row)
        : row();
    });
  }

  private _some(most: number, make: () => string): string {
    const count = 1 + Math.floor(this._next() * most);
    return Array.from({ length: count }, make).join('');
  }

  private _one<T>(list: readonly T[]): T {
    return list[Math.floor(this._next() * list.length)];
  }

  private _words = 0;
  private readonly _next: () => number;
}
