"""The languages of new documents: what a document is called, which paper it is on, which way its text runs.

A language is named by its BCP 47 tag. Paper: CLDR's territories with US Letter; everybody else has A4.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Paper = Literal["A4", "Letter"]


@dataclass(frozen=True)
class Locale:
    """A language of documents. The names are those of new files, without extension or number."""

    tag: str
    document: str
    spreadsheet: str
    presentation: str
    form: str
    sheet: str  #: the first sheet of a workbook

    @property
    def language(self) -> str:
        """The first part of the tag: "de"."""
        return self.tag.partition("-")[0]

    @property
    def rtl(self) -> bool:
        """Whether text runs from right to left."""
        return self.language in ("ar", "he", "ur")

    @property
    def east_asian(self) -> bool:
        """Whether office programs treat the text as East Asian."""
        return self.language in ("ja", "ko", "zh")

    def name_of(self, kind: str) -> str:
        """The name of a new file of a ``kind``: docx, xlsx, pptx or pdf."""
        names = {"docx": self.document, "xlsx": self.spreadsheet, "pptx": self.presentation, "pdf": self.form}
        return names[kind]


_ROWS = (
    Locale("ar-SA", "مستند جديد", "جدول بيانات جديد", "عرض تقديمي جديد", "نموذج جديد", "ورقة1"),
    Locale("az-Latn-AZ", "Yeni sənəd", "Yeni cədvəl", "Yeni təqdimat", "Yeni forma", "Vərəq1"),
    Locale("bg-BG", "Нов документ", "Нова електронна таблица", "Нова презентация", "Нов формуляр", "Лист1"),
    Locale("ca-ES", "Document nou", "Full de càlcul nou", "Presentació nova", "Formulari nou", "Full1"),
    Locale("cs-CZ", "Nový dokument", "Nový sešit", "Nová prezentace", "Nový formulář", "List1"),
    Locale("da-DK", "Nyt dokument", "Nyt regneark", "Ny præsentation", "Ny formular", "Ark1"),
    Locale("de-DE", "Neues Dokument", "Neue Tabelle", "Neue Präsentation", "Neues Formular", "Tabelle1"),
    Locale("el-GR", "Νέο έγγραφο", "Νέο υπολογιστικό φύλλο", "Νέα παρουσίαση", "Νέα φόρμα", "Φύλλο1"),
    Locale("en-GB", "New document", "New spreadsheet", "New presentation", "New form", "Sheet1"),
    Locale("en-US", "New document", "New spreadsheet", "New presentation", "New form", "Sheet1"),
    Locale("es-ES", "Documento nuevo", "Hoja de cálculo nueva", "Presentación nueva", "Formulario nuevo", "Hoja1"),
    Locale("eu-ES", "Dokumentu berria", "Kalkulu-orri berria", "Aurkezpen berria", "Inprimaki berria", "Orria1"),
    Locale("fi-FI", "Uusi asiakirja", "Uusi laskentataulukko", "Uusi esitys", "Uusi lomake", "Taulukko1"),
    Locale(
        "fr-FR",
        "Nouveau document",
        "Nouvelle feuille de calcul",
        "Nouvelle présentation",
        "Nouveau formulaire",
        "Feuil1",
    ),
    Locale("gl-ES", "Documento novo", "Folla de cálculo nova", "Presentación nova", "Formulario novo", "Folla1"),
    Locale("he-IL", "מסמך חדש", "גיליון אלקטרוני חדש", "מצגת חדשה", "טופס חדש", "גיליון1"),
    Locale("hu-HU", "Új dokumentum", "Új munkafüzet", "Új bemutató", "Új űrlap", "Munka1"),
    Locale("hy-AM", "Նոր փաստաթուղթ", "Նոր աղյուսակ", "Նոր ներկայացում", "Նոր ձև", "Թերթ1"),
    Locale("id-ID", "Dokumen baru", "Lembar kerja baru", "Presentasi baru", "Formulir baru", "Lembar1"),
    Locale("it-IT", "Nuovo documento", "Nuovo foglio di calcolo", "Nuova presentazione", "Nuovo modulo", "Foglio1"),
    Locale("ja-JP", "新しい文書", "新しいスプレッドシート", "新しいプレゼンテーション", "新しいフォーム", "シート1"),
    Locale("ko-KR", "새 문서", "새 스프레드시트", "새 프레젠테이션", "새 양식", "시트1"),
    Locale("lt-LT", "Naujas dokumentas", "Nauja skaičiuoklė", "Nauja pateiktis", "Nauja forma", "Lapas1"),
    Locale("lv-LV", "Jauns dokuments", "Jauna izklājlapa", "Jauna prezentācija", "Jauna veidlapa", "Lapa1"),
    Locale("ms-MY", "Dokumen baharu", "Hamparan baharu", "Persembahan baharu", "Borang baharu", "Helaian1"),
    Locale("nb-NO", "Nytt dokument", "Nytt regneark", "Ny presentasjon", "Nytt skjema", "Ark1"),
    Locale("nl-NL", "Nieuw document", "Nieuwe spreadsheet", "Nieuwe presentatie", "Nieuw formulier", "Blad1"),
    Locale("pl-PL", "Nowy dokument", "Nowy arkusz kalkulacyjny", "Nowa prezentacja", "Nowy formularz", "Arkusz1"),
    Locale("pt-BR", "Novo documento", "Nova planilha", "Nova apresentação", "Novo formulário", "Planilha1"),
    Locale("pt-PT", "Novo documento", "Nova folha de cálculo", "Nova apresentação", "Novo formulário", "Folha1"),
    Locale("ro-RO", "Document nou", "Foaie de calcul nouă", "Prezentare nouă", "Formular nou", "Foaie1"),
    Locale("ru-RU", "Новый документ", "Новая таблица", "Новая презентация", "Новая форма", "Лист1"),
    Locale("si-LK", "නව ලේඛනය", "නව පැතුරුම්පත", "නව සමර්පණය", "නව පෝරමය", "පත්‍රය1"),
    Locale("sk-SK", "Nový dokument", "Nový zošit", "Nová prezentácia", "Nový formulár", "Hárok1"),
    Locale("sl-SI", "Nov dokument", "Nova preglednica", "Nova predstavitev", "Nov obrazec", "List1"),
    Locale("sq-AL", "Dokument i ri", "Fletë llogaritëse e re", "Prezantim i ri", "Formular i ri", "Fleta1"),
    Locale("sr-Cyrl-RS", "Нови документ", "Нова табела", "Нова презентација", "Нови образац", "Лист1"),
    Locale("sr-Latn-RS", "Novi dokument", "Nova tabela", "Nova prezentacija", "Novi obrazac", "List1"),
    Locale("sv-SE", "Nytt dokument", "Nytt kalkylblad", "Ny presentation", "Nytt formulär", "Blad1"),
    Locale("tr-TR", "Yeni belge", "Yeni hesap tablosu", "Yeni sunum", "Yeni form", "Sayfa1"),
    Locale("uk-UA", "Новий документ", "Нова таблиця", "Нова презентація", "Нова форма", "Аркуш1"),
    Locale("ur-PK", "نئی دستاویز", "نئی اسپریڈ شیٹ", "نئی پیشکش", "نیا فارم", "ورق1"),
    Locale("vi-VN", "Tài liệu mới", "Bảng tính mới", "Bản trình bày mới", "Biểu mẫu mới", "Trang1"),
    Locale("zh-CN", "新建文档", "新建表格", "新建演示文稿", "新建表单", "工作表1"),
    Locale("zh-TW", "新文件", "新試算表", "新簡報", "新表單", "工作表1"),
)
LOCALES: dict[str, Locale] = {row.tag: row for row in _ROWS}

_DEFAULT = LOCALES["en-US"]
#: Where the first row of a language is not the one to be taken without a region, and other names of a language.
_PREFERRED = {"en": "en-US", "pt": "pt-BR", "no": "nb-NO", "nn": "nb-NO", "iw": "he-IL", "in": "id-ID"}
_SCRIPTS = {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW", "zh-HK": "zh-TW", "zh-MO": "zh-TW", "sr-Latn": "sr-Latn-RS"}
#: Regions, besides those of the rows, of which spelling and formats have a name of their own in office programs.
_REGIONS = {
    "ar": "AE BH DZ EG IQ JO KW LB LY MA OM QA SY TN YE",
    "de": "AT CH LI LU",
    "en": "AU BZ CA IE IN JM NZ PH SG TT ZA ZW",
    "es": "AR BO CL CO CR DO EC GT HN MX NI PA PE PR PY SV US UY VE",
    "fr": "BE CA CH LU MC",
    "it": "CH",
    "nl": "BE",
    "sv": "FI",
    "zh": "HK MO SG",
}
_LETTER = frozenset("BZ CA CL CO CR GT MX NI PA PH PR SV US VE".split())  # noqa: SIM905 - easier to read
_REGION = re.compile(r"-([A-Z]{2})(?:-|$)")


def locale_of(tag: str) -> Locale:
    """The nearest row for a tag such as "de", "de-AT" or "zh_Hant_HK"; English for what is unknown."""
    parts = _parts(tag)
    # From the whole tag to the language alone; "pt-Latn-PT" is looked up as "pt-PT" before.
    for known in (tag, *([f"{parts[0]}-{parts[-1]}"] if len(parts) > 2 else ()), "-".join(parts[:2]), parts[0]):
        found = "-".join(_parts(known))
        found = _SCRIPTS.get(found) or _PREFERRED.get(found) or found
        if found in LOCALES:
            return LOCALES[found]
    return next((row for row in _ROWS if row.language == parts[0]), _DEFAULT)


def language_of(tag: str) -> str:
    """The tag to write into a document: with the region of ``tag`` where office programs know it, else the row's."""
    row = locale_of(tag)
    region = _region(tag)
    return f"{row.language}-{region}" if region in _REGIONS.get(row.language, "").split() else row.tag


def paper_of(tag: str) -> Paper:
    """The usual paper where a language is spoken; of "en" alone, of the United States."""
    row = locale_of(tag)
    known = row.language == _parts(tag)[0]
    return "Letter" if (_region(tag) or (_region(row.tag) if known else "")) in _LETTER else "A4"


def _parts(tag: str) -> list[str]:
    first, *others = tag.replace("_", "-").split("-")
    return [first.lower(), *(part.title() if len(part) == 4 else part.upper() for part in others)]


def _region(tag: str) -> str:
    found = _REGION.search("-".join(_parts(tag)))
    return found.group(1) if found else ""
