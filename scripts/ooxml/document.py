"""Text documents (.docx): A4, with the usual styles."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from ooxml.package import RELATIONS, Package
from ooxml.theme import CONTENT_TYPE as THEME
from ooxml.theme import FONT, theme

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SPACE = f'xmlns:w="{_MAIN}" xmlns:r="{RELATIONS}"'
_A4 = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" '
    'w:left="1134" w:header="709" w:footer="709" w:gutter="0"/><w:cols w:space="708"/></w:sectPr>'
)
_BOLD = "<w:rPr><w:b/></w:rPr>"
_HEADING_ROW = "<w:trPr><w:tblHeader/></w:trPr>"
_HEADING_CELL = '<w:shd w:val="clear" w:color="auto" w:fill="EEF1F5"/>'
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def write(path: Path, body: Sequence[str] = (), title: str = "") -> None:
    """Write a document; ``body`` holds block elements made by the functions below."""
    package = Package("jupyter-onlyoffice")
    blocks = "".join(body) or "<w:p/>"
    main = package.add(
        "word/document.xml",
        f"{_TYPE}document.main+xml",
        f"<w:document {_SPACE}><w:body>{blocks}{_A4}</w:body></w:document>",
    )
    package.relate("", "officeDocument", main)
    for kind, xml in {
        "styles": _styles(),
        "settings": _settings(),
        "fontTable": _font_table(),
        "numbering": _numbering(),
    }.items():
        package.relate(main, kind, package.add(f"word/{kind}.xml", f"{_TYPE}{kind}+xml", xml))
    package.relate(main, "theme", package.add("word/theme/theme1.xml", THEME, theme()))
    package.write(path, title)


def paragraph(text: str, style: str = "", bold: str = "") -> str:
    """A paragraph in ``style`` (an id such as ``Heading1``), opened by the words ``bold`` in bold face."""
    kind = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{kind}{_run(bold, _BOLD)}{_run(text)}</w:p>"


def item(text: str, bold: str = "") -> str:
    """An item of a bulleted list."""
    return (
        '<w:p><w:pPr><w:pStyle w:val="ListParagraph"/><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
        f"</w:pPr>{_run(bold, _BOLD)}{_run(text)}</w:p>"
    )


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table over the width of the text; its first row is the heading."""
    columns = len(rows[0])
    width = (11906 - 2 * 1134) // columns
    heading, *others = rows
    lines = f"<w:tr>{_HEADING_ROW}{''.join(_cell('', width, _HEADING_CELL, bold=text) for text in heading)}</w:tr>"
    for row in others:
        lines += f"<w:tr>{''.join(_cell(text, width) for text in row)}</w:tr>"
    grid = f'<w:gridCol w:w="{width}"/>' * columns
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{lines}</w:tbl>"
    )


def _cell(text: str, width: int, shade: str = "", bold: str = "") -> str:
    properties = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr>'
    return f"<w:tc>{properties}{paragraph(text, 'TableText', bold)}</w:tc>"


def _run(text: str, properties: str = "") -> str:
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


def _styles() -> str:
    fonts = '<w:rFonts w:asciiTheme="minorHAnsi" w:eastAsiaTheme="minorEastAsia" w:hAnsiTheme="minorHAnsi" w:cstheme="minorBidi"/>'
    headings = "".join(
        _style(
            f"Heading{level}",
            f"heading {level}",
            f'<w:keepNext/><w:keepLines/><w:spacing w:before="{before}" w:after="80"/><w:outlineLvl w:val="{level - 1}"/>',
            f'<w:b/><w:color w:val="2F5D9B" w:themeColor="accent1"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>',
            next_style="Normal",
        )
        for level, (before, size) in enumerate(
            ((360, 36), (280, 30), (240, 26), (200, 24), (200, 22), (200, 22)), start=1
        )
    )
    return (
        f"<w:styles {_SPACE}><w:docDefaults><w:rPrDefault><w:rPr>{fonts}"
        '<w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        f'<w:uiPriority w:val="99"/><w:semiHidden/></w:style>{headings}'
        + _style(
            "Title",
            "Title",
            '<w:spacing w:after="80"/><w:contextualSpacing/>',
            '<w:sz w:val="52"/><w:szCs w:val="52"/>',
        )
        + _style("Subtitle", "Subtitle", "", '<w:color w:val="595959"/><w:sz w:val="28"/><w:szCs w:val="28"/>')
        + _style("Quote", "Quote", '<w:ind w:left="567" w:right="567"/>', '<w:i/><w:color w:val="404040"/>')
        + _style("ListParagraph", "List Paragraph", '<w:ind w:left="720"/><w:contextualSpacing/>', "")
        + _style("Header", "header", _tabs(), "")
        + _style("Footer", "footer", _tabs(), "")
        + _style(
            "TableText",
            "Table Text",
            '<w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/>',
            "",
        )
        + '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/>'
        '<w:basedOn w:val="DefaultParagraphFont"/><w:uiPriority w:val="99"/>'
        '<w:rPr><w:color w:val="0B5CAD" w:themeColor="hyperlink"/><w:u w:val="single"/></w:rPr></w:style>'
        '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/>'
        f'<w:uiPriority w:val="39"/><w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr></w:style></w:styles>'
    )


def _style(style_id: str, name: str, paragraph_properties: str, run_properties: str, next_style: str = "") -> str:
    following = f'<w:next w:val="{next_style}"/>' if next_style else ""
    paragraphs = f"<w:pPr>{paragraph_properties}</w:pPr>" if paragraph_properties else ""
    runs = f"<w:rPr>{run_properties}</w:rPr>" if run_properties else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{style_id}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        f"{following}<w:qFormat/>{paragraphs}{runs}</w:style>"
    )


def _tabs() -> str:
    return '<w:tabs><w:tab w:val="center" w:pos="4819"/><w:tab w:val="right" w:pos="9638"/></w:tabs>'


def _settings() -> str:
    return (
        f'<w:settings {_SPACE}><w:zoom w:percent="100"/><w:defaultTabStop w:val="708"/>'
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>'
        '<w:themeFontLang w:val="en-US"/><w:clrSchemeMapping w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2" '
        'w:accent1="accent1" w:accent2="accent2" w:accent3="accent3" w:accent4="accent4" w:accent5="accent5" '
        'w:accent6="accent6" w:hyperlink="hyperlink" w:followedHyperlink="followedHyperlink"/>'
        '<w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>'
    )


def _font_table() -> str:
    return (
        f'<w:fonts {_SPACE}><w:font w:name="{FONT}"><w:panose1 w:val="020B0604020202020204"/>'
        '<w:charset w:val="00"/><w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    )


def _numbering() -> str:
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="{sign}"/>'
        f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{720 * (level + 1)}" w:hanging="360"/></w:pPr></w:lvl>'
        for level, sign in enumerate("•–•–•–•–•")
    )
    return (
        f'<w:numbering {_SPACE}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/>{levels}'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
