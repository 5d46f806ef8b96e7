"""What the site needs beyond Sphinx's own: text made from the code, and settings that lead to their description."""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from traitlets.utils.importstring import import_item

from jupyter_onlyoffice.config.traits import OnlyOffice

#: Stands in a page for the Markdown that a function returns.
_FROM_CODE = re.compile(r"^```\{from-code\} (?P<function>[\w.]+)\n```$", re.MULTILINE)
#: Every way in which pages name a setting, and the setting. A bare name of one word is too often something else.
_NAMES = {
    text: name
    for name, trait in OnlyOffice.class_own_traits(config=True).items()
    for text in (f"c.OnlyOffice.{name}", trait.metadata["env"], name if "_" in name else "")
}
#: How many characters of code fit into a column.
_LONGEST = 34
#: What a link can not stand in.
_TAKEN = (nodes.title, nodes.reference, addnodes.pending_xref)


def fill_in(app: Sphinx, page: str, source: list[str]) -> None:
    """Put in the text that is made from the code, without a title of its own."""
    source[0] = _FROM_CODE.sub(lambda found: _made(found["function"]), source[0])


def _made(function: str) -> str:
    text: str = import_item(function)()
    return text.partition("\n")[2] if text.startswith("# ") else text


class SettingLinks(SphinxTransform):
    """The name of a setting, written as code, leads to its description."""

    default_priority = 400

    def apply(self, **options: Any) -> None:
        for literal in list(self.document.findall(nodes.literal)):
            setting, around = _NAMES.get(literal.astext()), literal.parent
            if setting and isinstance(around, nodes.TextElement) and not isinstance(around, _TAKEN):
                link = addnodes.pending_xref(
                    "", refdomain="std", reftype="confval", reftarget=setting, refexplicit=True, refwarn=True
                )
                literal.replace_self(link)
                link += literal


class LongCode(SphinxTransform):
    """Marks code that is too long for a column of a table, so that it may be broken."""

    default_priority = 400

    def apply(self, **options: Any) -> None:
        for literal in self.document.findall(nodes.literal):
            if len(literal.astext()) > _LONGEST:
                literal["classes"].append("long")


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.connect("source-read", fill_in)
    app.add_transform(LongCode)
    app.add_transform(SettingLinks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
