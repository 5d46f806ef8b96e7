/**
 * The order in which the schema wants the children of properties (ECMA-376,
 * part 1, 17.3 to 17.6): Word refuses some documents that do not keep it.
 */
const ORDER: Record<string, string> = {
  'w:pPr':
    'pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs ' +
    'suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd ' +
    'snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment ' +
    'textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange',
  'w:rPr':
    'ins del moveFrom moveTo rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint ' +
    'noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText ' +
    'vertAlign rtl cs em lang eastAsianLayout specVanish oMath rPrChange',
  'w:sectPr':
    'headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols ' +
    'formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings sectPrChange',
  'w:tblPr':
    'tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd ' +
    'tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription tblPrChange',
  'w:tcPr':
    'cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark headers ' +
    'cellIns cellDel cellMerge tcPrChange',
  'w:tc': 'tcPr',
  'w:tr': 'tblPrEx trPr',
  'w:tbl': 'tblPr tblGrid'
};

const RANKS = new Map(
  Object.entries(ORDER).map(([parent, names]) => [
    parent,
    new Map(names.split(' ').map((name, rank) => [`w:${name}`, rank]))
  ])
);

/** The sources of the children, `[name, source]`, as `parent` must have them. */
export function sorted(parent: string, children: [string, string][]): string[] {
  const ranks = RANKS.get(parent);
  if (!ranks) {
    return children.map(([, source]) => source);
  }
  return children
    .map(([name, source]) => ({ rank: ranks.get(name) ?? Infinity, source }))
    .sort((a, b) => (a.rank === b.rank ? 0 : a.rank < b.rank ? -1 : 1))
    .map(({ source }) => source);
}
