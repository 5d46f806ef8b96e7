"""Blank documents in a language and on a paper size.

``templates/`` has one of each kind, in American English on A4, written by ``scripts/make-templates``. Languages differ
in a few attributes, which are set here when a document is made.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from xml.sax.saxutils import escape

from . import pdf_form
from .locales import Locale, Paper, language_of, locale_of

TEMPLATES = Path(__file__).parents[1] / "templates"
#: What can be created: the extensions, each with a template ``new.<extension>``.
KINDS = ("docx", "xlsx", "pptx", "pdf")

Change = Callable[[str], str]


def make(kind: str, tag: str, paper: Paper, target: Path) -> None:
    """Write a blank document of a ``kind`` of ``KINDS`` for the language ``tag`` to ``target``; blocks."""
    template = (TEMPLATES / f"new.{kind}").read_bytes()
    row, language = locale_of(tag), language_of(tag)
    if kind == "pdf":
        document = _changed(pdf_form.document_of(template), _word_changes(row, language, paper))
        target.write_bytes(pdf_form.pdf_form(document, paper))
        return
    changes = {
        "docx": lambda: _word_changes(row, language, paper),
        "xlsx": lambda: _cell_changes(row, paper),
        "pptx": lambda: _slide_changes(row, language),
    }[kind]()
    target.write_bytes(_changed(template, changes))


def _word_changes(row: Locale, language: str, paper: Paper) -> dict[str, Change]:
    east_asian = language if row.east_asian else "zh-CN"
    plain, bidi = ("en-US", language) if row.rtl else (language, "ar-SA")
    languages = f'w:val="{plain}" w:eastAsia="{east_asian}" w:bidi="{bidi}"'

    def styles(xml: str) -> str:
        xml = _replaced(xml, 'w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"', languages)
        if row.rtl:
            xml = _replaced(xml, "<w:pPrDefault><w:pPr>", "<w:pPrDefault><w:pPr><w:bidi/>")
        return xml

    def settings(xml: str) -> str:
        return _replaced(xml, '<w:themeFontLang w:val="en-US"/>', f"<w:themeFontLang {languages}/>")

    def document(xml: str) -> str:
        if paper == "Letter":
            xml = _replaced(xml, '<w:pgSz w:w="11906" w:h="16838"/>', '<w:pgSz w:w="12240" w:h="15840"/>')
        if row.rtl:
            xml = _replaced(xml, '<w:cols w:space="708"/>', '<w:cols w:space="708"/><w:bidi/><w:rtlGutter/>')
        return xml

    return {"word/styles.xml": styles, "word/settings.xml": settings, "word/document.xml": document}


def _cell_changes(row: Locale, paper: Paper) -> dict[str, Change]:
    def workbook(xml: str) -> str:
        return _replaced(xml, '<sheet name="Sheet1"', f'<sheet name="{escape(row.sheet)}"')

    def sheet(xml: str) -> str:
        if paper == "Letter":
            xml = _replaced(xml, 'paperSize="9"', 'paperSize="1"')
        if row.rtl:
            xml = _replaced(xml, "<sheetView ", '<sheetView rightToLeft="1" ')
        return xml

    return {"xl/workbook.xml": workbook, "xl/worksheets/sheet1.xml": sheet}


def _slide_changes(row: Locale, language: str) -> dict[str, Change]:
    def text(xml: str) -> str:
        return xml.replace('lang="en-US"', f'lang="{language}"')

    def master(xml: str) -> str:
        return text(xml).replace('algn="l">', 'algn="r" rtl="1">') if row.rtl else text(xml)

    def presentation(xml: str) -> str:
        return _replaced(xml, "<p:presentation ", '<p:presentation rtl="1" ') if row.rtl else xml

    return {
        "ppt/slides/": text,
        "ppt/slideLayouts/": text,
        "ppt/slideMasters/": master,
        "ppt/presentation.xml": presentation,
    }


def _replaced(xml: str, old: str, new: str) -> str:
    """``xml`` with the one occurrence of ``old`` replaced: another number of them is a mistake in the template."""
    before, found, after = xml.partition(old)
    if not found or old in after:
        raise ValueError(f"{old} is not exactly once in the template")
    return before + new + after


def _changed(package: bytes, changes: dict[str, Change]) -> bytes:
    """The package with its parts changed by name or, for a name that ends in a slash, by folder."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as sink:
        for entry in source.infolist():
            content = source.read(entry)
            for name, change in changes.items():
                if entry.filename == name or (name.endswith("/") and entry.filename.startswith(name)):
                    content = change(content.decode()).encode()
            sink.writestr(entry, content)
    return result.getvalue()
