"""The features of the editor that a user may use."""

from __future__ import annotations

from jupyter_onlyoffice.editor.capabilities import abilities


def test_who_may_write_renames() -> None:
    assert "rename" in abilities("edit", True, ["edit", "view"])
    assert "rename" not in abilities("view", False, ["view"])


def test_a_view_is_left_by_those_who_may_do_more() -> None:
    assert "edit" in abilities("view", True, ["comment", "view"])
    assert "edit" not in abilities("view", True, ["view"])
    assert "edit" not in abilities("comment", True, ["comment", "view"])


def test_everybody_has_favourites_except_in_an_embedded_view() -> None:
    assert "favorite" in abilities("view", False, ["view"])
    assert abilities("embedded", True, ["edit", "view"]) == []


def test_another_document_can_be_made_from_one_that_is_only_viewed() -> None:
    assert "create" in abilities("view", True, ["view"])
    assert "create" not in abilities("edit", False, ["edit"])


def test_who_may_not_take_the_content_elsewhere_neither_copies_nor_shares() -> None:
    able = abilities("edit", True, ["edit", "view"], share=True)
    assert {"save-as", "share"} <= set(able)
    assert not {"save-as", "share"} & set(abilities("edit", True, ["edit", "view"], share=True, download=False))
