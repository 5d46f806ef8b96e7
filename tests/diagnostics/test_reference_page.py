"""The list of legs in the documentation: whole, and in the words of the table."""

from __future__ import annotations

from jupyter_onlyoffice.diagnostics import LEGS
from jupyter_onlyoffice.diagnostics.reference_page import ABOUT, beginning, markdown
from jupyter_onlyoffice.messages.rows.diagnostics import ROWS

#: About the check itself, not about a leg.
GENERAL = {"doctor.busy", "doctor.readers", "doctor.untested", "doctor.fault"}


def test_every_leg_has_its_chapter_with_all_of_its_rows() -> None:
    page = markdown()
    assert [line[4:] for line in page.splitlines() if line.startswith("### ")] == list(LEGS) == list(ABOUT)
    assert [code for code in ROWS if page.count(f'id="{code}"') != (code not in GENERAL)] == []
    chapters = dict(zip(LEGS, page.split("### ")[1:], strict=True))
    for leg, (_, beginnings) in ABOUT.items():
        assert all(beginning(code) not in beginnings or code in chapters[leg] for code in ROWS)
