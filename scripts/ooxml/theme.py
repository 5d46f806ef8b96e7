"""The theme (colours, fonts, effects) that documents, workbooks and presentations share."""

from __future__ import annotations

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.theme+xml"
#: Every system has it or a font of the same widths (Liberation Sans), so pages break alike everywhere.
FONT = "Arial"
ACCENTS = ("2F5D9B", "C8553D", "5B8C5A", "E0A030", "6B5B95", "3A8FA3")

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"


def theme() -> str:
    """The XML of a theme part."""
    colours = {"dk1": "000000", "lt1": "FFFFFF", "dk2": "3B4657", "lt2": "EEF1F5"}
    colours |= {f"accent{number}": colour for number, colour in enumerate(ACCENTS, start=1)}
    colours |= {"hlink": "0B5CAD", "folHlink": "6B3FA0"}
    scheme = "".join(f'<a:{name}><a:srgbClr val="{colour}"/></a:{name}>' for name, colour in colours.items())
    fonts = "".join(
        f'<a:{kind}><a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface=""/></a:{kind}>'
        for kind in ("majorFont", "minorFont")
    )
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    lines = "".join(
        f'<a:ln w="{width}" cap="flat" cmpd="sng" algn="ctr">{fill}<a:prstDash val="solid"/></a:ln>'
        for width in (6350, 12700, 19050)
    )
    return (
        f'<a:theme xmlns:a="{_DRAWING}" name="Plain"><a:themeElements>'
        f'<a:clrScheme name="Plain">{scheme}</a:clrScheme><a:fontScheme name="Plain">{fonts}</a:fontScheme>'
        f'<a:fmtScheme name="Plain"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{lines}</a:lnStyleLst>'
        f"<a:effectStyleLst>{'<a:effectStyle><a:effectLst/></a:effectStyle>' * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )
