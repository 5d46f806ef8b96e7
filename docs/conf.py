"""How Sphinx makes the site of these pages. Build it with scripts/docs."""

from __future__ import annotations

import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE / "_ext")]

from jupyter_onlyoffice import __version__  # noqa: E402

project = "jupyter-onlyoffice"
author = "jupyter-onlyoffice contributors"
project_copyright = f"{author}, BSD-3-Clause"
version = release = __version__
language = "en"

# `site_pages` (in _ext) is ours: pages made from the code, and names of settings that lead to their description.
extensions = ["myst_parser", "sphinx.ext.autodoc", "site_pages"]
exclude_patterns = ["_build", "_ext", "samples"]
templates_path = ["_templates"]

# Pages are plain Markdown, to be read on GitHub too: its notes are written "> [!NOTE]".
myst_enable_extensions = ["alert", "attrs_inline"]
myst_heading_anchors = 3

toc_object_entries_show_parents = "hide"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
# What the signatures name and these pages do not describe: Python's own types, and those of libraries.
nitpick_ignore_regex = [
    ("py:.*", r"(collections\.abc|pathlib|requests|typing)\..*"),
    ("py:.*", r"jupyter_onlyoffice\.errors\.Kind"),
    ("py:.*", r"[A-Za-z]+"),
]

html_theme = "pydata_sphinx_theme"
html_title = project
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_baseurl = os.environ.get("READTHEDOCS_CANONICAL_URL", "")
html_context = {"default_mode": "auto"}
html_copy_source = False
html_show_sourcelink = False
html_sidebars = {"**": ["all-pages"]}
html_theme_options = {
    "logo": {"text": project},
    # All pages are in the sidebar, by task; a second list of them on top would only repeat it.
    "navbar_center": [],
    "navbar_persistent": ["search-button-field"],
    "navbar_end": ["theme-switcher"],
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": [],
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}
