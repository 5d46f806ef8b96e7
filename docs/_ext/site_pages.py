"""What the site needs beyond Sphinx's own: text made from the code, and settings that lead to their description."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective
from traitlets.utils.importstring import import_item

from jupyter_onlyoffice.traits import OnlyOffice

#: Every way in which pages name a setting, and the setting. A bare name of one word is too often something else.
_NAMES = {
    text: name
    for name, trait in OnlyOffice.class_own_traits(config=True).items()
    for text in (f"c.OnlyOffice.{name}", trait.metadata["env"], name if "_" in name else "")
}
#: What a link can not stand in.
_TAKEN = (nodes.title, nodes.reference, addnodes.pending_xref)


class FromCode(SphinxDirective):
    """``{from-code} module.function``: the Markdown that the function returns."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        self.env.note_reread()  # the code may change without the page
        text: str = import_item(self.arguments[0])()
        return self.parse_text_to_nodes(text, allow_section_headings=True)


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


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_directive("from-code", FromCode)
    app.add_transform(SettingLinks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
