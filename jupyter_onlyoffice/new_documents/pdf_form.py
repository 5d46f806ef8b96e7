"""PDF forms that the editors of Docs can edit: a PDF that carries the Word document that it was made from.

Source of the facts: the forms that ONLYOFFICE publishes as templates, and how its converter and its page recognise one.
The document is the stream of object 1, right after the header; the object names it in ``ONLYOFFICEFORM`` (where it
begins and how long it is) and repeats the file's second ID, which does not fit any more once another program has saved
the PDF.
"""

from __future__ import annotations

import hashlib

from .locales import Paper

#: Width and height of a page in points.
SIZES: dict[Paper, tuple[str, str]] = {"A4": ("595.3", "841.9"), "Letter": ("612", "792")}

_HEADER = b"%PDF-1.7\r%\xcd\xca\xd2\xa9\r"
_STREAM = b">>\nstream\r\n"


def pdf_form(document: bytes, paper: Paper) -> bytes:
    """An empty one-page form whose content is ``document``, a .docx."""
    identity = hashlib.sha256(document).hexdigest()[:32].upper().encode()
    size = b"%d" % len(document)
    width, height = SIZES[paper]
    objects = [
        b"<<\n/ID <%s>\n/Length %s\n/ONLYOFFICEFORM [ 0 %s ]\n/Type /MetaOForm\n" % (identity, size, size)
        + _STREAM
        + document
        + b"\r\nendstream",
        b"<<\n/Pages 3 0 R\n/Type /Catalog\n>>",
        b"<<\n/Count 1\n/Kids [ 4 0 R ]\n/Type /Pages\n>>",
        b"<<\n/Contents 5 0 R\n/MediaBox [ 0 0 %s %s ]\n/Parent 3 0 R\n/Resources << >>\n/Type /Page\n>>"
        % (width.encode(), height.encode()),
        b"<<\n/Length 0\n" + _STREAM + b"\r\nendstream",
    ]
    result = bytearray(_HEADER)
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(len(result))
        result += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(result)
    result += b"xref\n0 %d\n0000000000 65535 f\r\n" % (len(objects) + 1)
    for place in places:
        result += b"%010d 00000 n\r\n" % place
    result += b"trailer\n<<\n/ID [ <%s> <%s> ]\n/Root 2 0 R\n/Size %d\n>>\n" % (identity, identity, len(objects) + 1)
    result += b"startxref\n%d\n%%%%EOF\n" % table
    return bytes(result)


def document_of(form: bytes) -> bytes:
    """The Word document that a form made here carries."""
    begin = form.index(_STREAM) + len(_STREAM)
    length = int(form[form.index(b"/Length ") :].split(None, 2)[1])
    return form[begin : begin + length]
