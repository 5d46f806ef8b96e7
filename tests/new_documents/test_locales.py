"""Which language and which paper a new document gets."""

from __future__ import annotations

import pytest

from jupyter_onlyoffice.new_documents.blank import KINDS
from jupyter_onlyoffice.new_documents.locales import LOCALES, language_of, locale_of, paper_of
from jupyter_onlyoffice.storage.filenames import MAX_NAME_BYTES


def test_there_are_45_languages_with_names_that_can_be_used() -> None:
    assert len(LOCALES) == 45
    for row in LOCALES.values():
        names = [row.name_of(kind) for kind in KINDS]
        assert len(set(names)) == 4, row.tag
        for name in names:
            assert name == name.strip() and not set(name) & set('/\\:*?"<>|.') and len(name.encode()) < MAX_NAME_BYTES


@pytest.mark.parametrize(
    ("tag", "row", "language", "paper"),
    [
        ("de", "de-DE", "de-DE", "A4"),
        ("de_DE", "de-DE", "de-DE", "A4"),
        ("de-AT", "de-DE", "de-AT", "A4"),
        ("en", "en-US", "en-US", "Letter"),
        ("en-GB", "en-GB", "en-GB", "A4"),
        ("en-CA", "en-US", "en-CA", "Letter"),
        ("en-DE", "en-US", "en-US", "A4"),
        ("es-MX", "es-ES", "es-MX", "Letter"),
        ("es-419", "es-ES", "es-ES", "A4"),
        ("fr-CA", "fr-FR", "fr-CA", "Letter"),
        ("pt", "pt-BR", "pt-BR", "A4"),
        ("pt-PT", "pt-PT", "pt-PT", "A4"),
        ("pt-Latn-PT", "pt-PT", "pt-PT", "A4"),
        ("de-Latn-CH-1996", "de-DE", "de-CH", "A4"),
        ("zh", "zh-CN", "zh-CN", "A4"),
        ("zh-Hant", "zh-TW", "zh-TW", "A4"),
        ("zh-Hant-HK", "zh-TW", "zh-HK", "A4"),
        ("sr", "sr-Cyrl-RS", "sr-Cyrl-RS", "A4"),
        ("sr-Latn", "sr-Latn-RS", "sr-Latn-RS", "A4"),
        ("az-AZ", "az-Latn-AZ", "az-Latn-AZ", "A4"),
        ("no", "nb-NO", "nb-NO", "A4"),
        ("iw", "he-IL", "he-IL", "A4"),
        ("th", "en-US", "en-US", "A4"),
        ("th-TH", "en-US", "en-US", "A4"),
        ("", "en-US", "en-US", "A4"),
    ],
)
def test_the_nearest_language_and_the_usual_paper(tag: str, row: str, language: str, paper: str) -> None:
    assert (locale_of(tag).tag, language_of(tag), paper_of(tag)) == (row, language, paper)


def test_every_language_finds_itself() -> None:
    for tag, row in LOCALES.items():
        assert locale_of(tag) is row and language_of(tag) == tag
        assert paper_of(tag) == ("Letter" if tag == "en-US" else "A4")
