"""Callbacks whose fields are of types that Docs never sends: the result is stored all the same, wherever it can be."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from jupyter_onlyoffice.errors import BadRequestError, NotFoundError, OnlyOfficeError

from ..product import Product

ODD: list[Any] = [None, True, False, 0, 5, 2.5, "", "\ud800", [], [1, None], {}, {"a": 1}, 10**30]


@pytest.mark.parametrize("name", ["history", "changesurl", "forcesavetype", "formsdataurl", "userdata", "actions"])
async def test_a_result_is_stored_whatever_else_its_callback_says(product: Product, name: str) -> None:
    for number, value in enumerate(ODD):
        session = await product.open()
        await product.ready(session, f"forced {number}", 6, f"r{number}", **{name: value})
        assert product.text() == f"forced {number}", value
        await product.ready(session, f"final {number}", 2, f"s{number}", **{name: value})
        assert product.text() == f"final {number}", value
        assert (await product.sessions.get(session.key)).state == "closed"
        assert product.files() == ["report.docx"]


@pytest.mark.parametrize("value", ODD, ids=ascii)
async def test_only_what_docs_calls_unchanged_is_not_fetched_again(product: Product, value: object) -> None:
    session = await product.open()
    await product.ready(session, "forced", 6, "r1", notmodified=value)
    await product.ready(session, "final", 2, "r2", notmodified=value)
    assert product.text() == ("forced" if value is True else "final")


@pytest.mark.parametrize("value", [value for value in ODD if value != "\ud800"], ids=ascii)
async def test_a_final_result_is_stored_whatever_the_time_of_its_last_edit_is(product: Product, value: object) -> None:
    session = await product.open()
    await product.ready(session, "final", lastsave=value)
    assert product.text() == "final"


@pytest.mark.parametrize("value", [value for value in ODD if not isinstance(value, str)], ids=ascii)
async def test_a_format_that_is_no_text_is_that_of_the_file(product: Product, value: object) -> None:
    session = await product.open()
    url = "http://docs/cache/files/r1/output.docx"
    product.docs.results[url] = (product.root / "report.docx").read_bytes()
    await product.call(session, 2, url=url, filetype=value)
    assert product.docs.fetched == [url] and product.files() == ["report.docx"]


@pytest.mark.parametrize("status", [2, 6])
@pytest.mark.parametrize("value", ODD, ids=ascii)
async def test_a_result_without_a_usable_address_is_refused(product: Product, status: int, value: object) -> None:
    session = await product.open()
    with pytest.raises(BadRequestError) as refusal:
        await product.call(session, status, url=value)
    assert refusal.value.reason == "callback.no-address"
    assert product.text() == "original"


@pytest.mark.parametrize("value", ODD, ids=ascii)
async def test_an_address_that_is_none_is_told_apart_from_one_that_can_not_be_used(
    product: Product, value: object
) -> None:
    session = await product.open()
    with pytest.raises(OnlyOfficeError) as refusal:
        await product.call(session, 3, url=value)
    assert refusal.value.reason == ("callback.no-address" if value else "saving.not-assembled-at-last")
    await product.call(session, 7, url=value)  # it goes on editing
    assert product.text() == "original"


@pytest.mark.parametrize("value", ODD, ids=ascii)
async def test_nobody_edits_when_the_users_of_a_callback_make_no_sense(product: Product, value: object) -> None:
    session = await product.open()
    await product.call(session, 1, users=value)
    assert (await product.sessions.get(session.key)).users == ()


@pytest.mark.parametrize("status", [0, 5, 8, -1, 10**30])
async def test_a_status_that_only_a_newer_docs_knows_is_named(product: Product, status: int) -> None:
    session = await product.open()
    with pytest.raises(BadRequestError) as refusal:
        await product.call(session, status)
    assert refusal.value.reason == "callback.status" and str(status) in refusal.value.cause
    assert (await product.sessions.get(session.key)) == session


async def test_a_key_that_is_not_ours_counts_for_more_than_what_else_is_wrong(product: Product) -> None:
    session = replace(await product.open(), key="foreign")
    with pytest.raises(NotFoundError):
        await product.call(session, 9)
    with pytest.raises(NotFoundError):
        await product.call(session, 2, url=5)
