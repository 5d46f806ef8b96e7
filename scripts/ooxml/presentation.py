"""Presentations (.pptx): 16:9 slides on one master with five layouts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

from ooxml.package import RELATIONS, Package
from ooxml.theme import CONTENT_TYPE as THEME
from ooxml.theme import theme

_TYPE = "application/vnd.openxmlformats-officedocument.presentationml."
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_SPACE = (
    f'xmlns:a="{_DRAWING}" xmlns:r="{RELATIONS}" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_WIDTH, _HEIGHT = 12192000, 6858000  # EMU: 33.87 cm by 19.05 cm
_GROUP = (
    '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x="0" y="0"/>'
    '<a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>'
)
_MAP = (
    '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" '
    'accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>'
)
_EMPTY = '<a:p><a:endParaRPr lang="en-US"/></a:p>'
_FIELD = "{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}"
_INHERIT = "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>"


@dataclass(frozen=True)
class Placeholder:
    """A box for text. ``kind``: attributes of ``p:ph``; ``place``: x, y, width, height in EMU, None if inherited."""

    kind: str
    name: str
    place: tuple[int, int, int, int] | None = None
    text: tuple[str, ...] = ()
    body: str = "<a:bodyPr/>"


_TITLE = Placeholder('type="title"', "Title", (838200, 365125, 10515600, 1325563), ("Click to edit the title",))
_BODY = Placeholder('type="body" idx="1"', "Text", (838200, 1825625, 10515600, 4351338), ("Click to edit the text",))
_LINE = (
    (838200, 6356350, 2743200, 365125),
    (4038600, 6356350, 4114800, 365125),
    (8610600, 6356350, 2743200, 365125),
)


def _footers(first: int, *, inherit: bool) -> tuple[Placeholder, ...]:
    """Date, footer and slide number at the bottom; ``first`` is the first index."""
    kinds = {"dt": ("Date", "l"), "ftr": ("Footer", "ctr"), "sldNum": ("Slide number", "r")}
    return tuple(
        Placeholder(
            f'type="{kind}" sz="quarter" idx="{index}"',
            name,
            None if inherit else place,
            (),
            "<a:bodyPr/>"
            if inherit
            else f'<a:bodyPr anchor="ctr"/><a:lstStyle><a:lvl1pPr algn="{align}"><a:defRPr sz="1200"/></a:lvl1pPr></a:lstStyle>',
        )
        for index, (kind, (name, align)), place in zip(range(first, first + 3), kinds.items(), _LINE, strict=True)
    )


#: Layouts by the name that the editor shows: kind and boxes.
_LAYOUTS: dict[str, tuple[str, tuple[Placeholder, ...]]] = {
    "Title Slide": (
        "title",
        (
            Placeholder(
                'type="ctrTitle"',
                "Title",
                (1524000, 1122363, 9144000, 2387600),
                ("Click to edit the title",),
                '<a:bodyPr anchor="b"/><a:lstStyle><a:lvl1pPr algn="ctr"><a:defRPr sz="5400"/></a:lvl1pPr></a:lstStyle>',
            ),
            Placeholder(
                'type="subTitle" idx="1"',
                "Subtitle",
                (1524000, 3602038, 9144000, 1655762),
                ("Click to edit the subtitle",),
                '<a:bodyPr/><a:lstStyle><a:lvl1pPr marL="0" indent="0" algn="ctr"><a:buNone/><a:defRPr sz="2400"/></a:lvl1pPr>'
                "</a:lstStyle>",
            ),
        ),
    ),
    "Title and Content": (
        "obj",
        (
            Placeholder('type="title"', "Title", None, _TITLE.text),
            Placeholder('idx="1"', "Content", None, _BODY.text),
        ),
    ),
    "Two Content": (
        "twoObj",
        (
            Placeholder('type="title"', "Title", None, _TITLE.text),
            Placeholder('sz="half" idx="1"', "Content 1", (838200, 1825625, 5181600, 4351338), _BODY.text),
            Placeholder('sz="half" idx="2"', "Content 2", (6172200, 1825625, 5181600, 4351338), _BODY.text),
        ),
    ),
    "Title Only": ("titleOnly", (Placeholder('type="title"', "Title", None, _TITLE.text),)),
    "Blank": ("blank", ()),
}


def write(path: Path, slides: Sequence[tuple[str, Sequence[Sequence[str]]]], title: str = "") -> None:
    """Write a presentation; a slide is the name of its layout and the paragraphs of each of its boxes."""
    package = Package("jupyter-onlyoffice")
    main, master = "ppt/presentation.xml", "ppt/slideMasters/slideMaster1.xml"
    package.relate("", "officeDocument", main)
    master_relation = package.relate(main, "slideMaster", master)
    layout_relations = [
        package.relate(master, "slideLayout", f"ppt/slideLayouts/slideLayout{number}.xml")
        for number in range(1, len(_LAYOUTS) + 1)
    ]
    slide_relations = [
        package.relate(main, "slide", f"ppt/slides/slide{number}.xml") for number in range(1, len(slides) + 1)
    ]
    package.add(main, f"{_TYPE}presentation.main+xml", _presentation(master_relation, slide_relations))
    package.add(master, f"{_TYPE}slideMaster+xml", _master(layout_relations))
    package.relate(master, "theme", package.add("ppt/theme/theme1.xml", THEME, theme()))
    package.relate(main, "theme", "ppt/theme/theme1.xml")
    for kind, xml in {
        "presProps": f"<p:presentationPr {_SPACE}/>",
        "viewProps": f"<p:viewPr {_SPACE}/>",
        "tableStyles": f'<a:tblStyleLst xmlns:a="{_DRAWING}" def="{{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}}"/>',
    }.items():
        package.relate(main, kind, package.add(f"ppt/{kind}.xml", f"{_TYPE}{kind}+xml", xml))
    for number, (name, (kind, boxes)) in enumerate(_LAYOUTS.items(), start=1):
        part = package.add(
            f"ppt/slideLayouts/slideLayout{number}.xml", f"{_TYPE}slideLayout+xml", _layout(name, kind, boxes)
        )
        package.relate(part, "slideMaster", master)
    names = list(_LAYOUTS)
    for number, (layout, texts) in enumerate(slides, start=1):
        part = package.add(f"ppt/slides/slide{number}.xml", f"{_TYPE}slide+xml", _slide(layout, texts))
        package.relate(part, "slideLayout", f"ppt/slideLayouts/slideLayout{names.index(layout) + 1}.xml")
    package.write(path, title)


def _presentation(master: str, slides: Sequence[str]) -> str:
    ids = "".join(f'<p:sldId id="{number}" r:id="{relation}"/>' for number, relation in enumerate(slides, start=256))
    return (
        f'<p:presentation {_SPACE}><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="{master}"/></p:sldMasterIdLst>'
        f'<p:sldIdLst>{ids}</p:sldIdLst><p:sldSz cx="{_WIDTH}" cy="{_HEIGHT}"/><p:notesSz cx="{_HEIGHT}" cy="9144000"/>'
        "</p:presentation>"
    )


def _master(layouts: Sequence[str]) -> str:
    boxes = (_TITLE, _BODY, *_footers(2, inherit=False))
    # Identifiers of masters and layouts share one range, which begins at 2147483648 (the master's).
    ids = "".join(
        f'<p:sldLayoutId id="{number}" r:id="{relation}"/>' for number, relation in enumerate(layouts, 2147483649)
    )
    return (
        f"<p:sldMaster {_SPACE}><p:cSld>{_background()}{_tree(boxes)}</p:cSld>{_MAP}"
        f"<p:sldLayoutIdLst>{ids}</p:sldLayoutIdLst><p:txStyles><p:titleStyle>{_level(1, 0, 0, 4000, '')}</p:titleStyle>"
        f"<p:bodyStyle>{_levels()}</p:bodyStyle><p:otherStyle/></p:txStyles></p:sldMaster>"
    )


def _background() -> str:
    return '<p:bg><p:bgPr><a:solidFill><a:schemeClr val="bg1"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>'


def _levels() -> str:
    sizes = (2800, 2400, 2000, 1800, 1800, 1800, 1800, 1800, 1800)
    return "".join(
        _level(level, 228600 + 457200 * (level - 1), -228600, size, "•") for level, size in enumerate(sizes, 1)
    )


def _level(level: int, margin: int, indent: int, size: int, bullet: str) -> str:
    sign = f'<a:buFont typeface="Arial"/><a:buChar char="{bullet}"/>' if bullet else "<a:buNone/>"
    face = "mn" if bullet else "mj"
    return (
        f'<a:lvl{level}pPr marL="{margin}" indent="{indent}" algn="l"><a:lnSpc><a:spcPct val="90000"/></a:lnSpc>'
        f'<a:spcBef><a:spcPts val="{1000 if bullet else 0}"/></a:spcBef>{sign}<a:defRPr sz="{size}" kern="1200">'
        f'<a:solidFill><a:schemeClr val="tx1"/></a:solidFill><a:latin typeface="+{face}-lt"/>'
        f"</a:defRPr></a:lvl{level}pPr>"
    )


def _layout(name: str, kind: str, boxes: Sequence[Placeholder]) -> str:
    return (
        f'<p:sldLayout {_SPACE} type="{kind}" preserve="1"><p:cSld name="{name}">{_tree([*boxes, *_footers(10, inherit=True)])}</p:cSld>'
        f"{_INHERIT}</p:sldLayout>"
    )


def _slide(layout: str, texts: Sequence[Sequence[str]]) -> str:
    boxes = [
        Placeholder(box.kind, box.name, text=tuple(text)) for box, text in zip(_LAYOUTS[layout][1], texts, strict=True)
    ]
    return f"<p:sld {_SPACE}><p:cSld>{_tree(boxes)}</p:cSld>{_INHERIT}</p:sld>"


def _tree(boxes: Sequence[Placeholder]) -> str:
    return f"<p:spTree>{_GROUP}{''.join(_shape(number, box) for number, box in enumerate(boxes, start=2))}</p:spTree>"


def _shape(number: int, box: Placeholder) -> str:
    place = ""
    if box.place:
        x, y, width, height = box.place
        shape = '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        place = f'<a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>{shape}'
    body = box.body if "lstStyle" in box.body else f"{box.body}<a:lstStyle/>"
    if "sldNum" in box.kind:
        runs = f'<a:p><a:fld id="{_FIELD}" type="slidenum"><a:rPr lang="en-US"/><a:t>‹#›</a:t></a:fld></a:p>'
    else:
        runs = "".join(f'<a:p><a:r><a:rPr lang="en-US"/><a:t>{escape(text)}</a:t></a:r></a:p>' for text in box.text)
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{box.name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
        f"<p:nvPr><p:ph {box.kind}/></p:nvPr></p:nvSpPr><p:spPr>{place}</p:spPr>"
        f"<p:txBody>{body}{runs or _EMPTY}</p:txBody></p:sp>"
    )
