"""The documents that ``scripts/demo`` puts in its folder: a report, a budget and a talk of one invented survey."""

from __future__ import annotations

from pathlib import Path

from ooxml import document, presentation, workbook
from ooxml.workbook import HEADING, MONEY, PLAIN, TOTAL, Cell, Formula

_PARTS = (  # name, cost in each quarter
    ("Gauges and cables", (1840.0, 260.0, 260.0, 410.0)),
    ("Boat and fuel", (620.0, 980.0, 1140.0, 540.0)),
    ("Field assistants", (1500.0, 2250.0, 2250.0, 1500.0)),
    ("Data transmission", (96.0, 96.0, 96.0, 96.0)),
)


def report(path: Path) -> None:
    """A text document with headings, a list and a table."""
    body = [
        document.paragraph("Water levels in the Lower Arm", "Title"),
        document.paragraph("Report on the first season of the survey", "Subtitle"),
        document.paragraph(
            "Four gauges recorded the water level in the Lower Arm every ten minutes from March to October. This "
            "report says where they stood, what they recorded and what we propose for the second season."
        ),
        document.paragraph("What we found", "Heading1"),
        document.item(" reaches the upper gauge 47 minutes after the mouth, not 30 as assumed.", "The tide"),
        document.item(" fell on three days, all of them after a week of east wind.", "The lowest water"),
        document.item(" at the weir stopped twice when its battery ran down.", "The gauge"),
        document.paragraph("The gauges", "Heading1"),
        document.paragraph("Heights are in metres above the survey's own datum, a bolt in the harbour wall."),
        document.table(
            (
                ("Gauge", "Height", "Mean level", "Records"),
                ("Mouth", "0.42", "1.87", "35 136"),
                ("Harbour", "0.55", "1.91", "35 120"),
                ("Ferry landing", "0.61", "1.98", "35 136"),
                ("Weir", "0.98", "2.14", "33 480"),
            )
        ),
        document.paragraph("Second season", "Heading1"),
        document.paragraph(
            "The weir's gauge gets a second battery. A fifth gauge above the weir would show how far the tide "
            "reaches when the river is low; its cost is in the budget."
        ),
        document.paragraph(
            "Gaps of up to half an hour are closed by interpolation, longer ones are left open.", "Quote"
        ),
    ]
    document.write(path, body, "Water levels in the Lower Arm")


def budget(path: Path) -> None:
    """A workbook with formulas."""
    quarters = ("Q1", "Q2", "Q3", "Q4")
    rows: list[list[tuple[Cell, int]]] = [[(text, HEADING) for text in ("Budget of the survey", *quarters, "Year")]]
    for line, (name, costs) in enumerate(_PARTS, start=2):
        cells: list[tuple[Cell, int]] = [(name, PLAIN), *((cost, MONEY) for cost in costs)]
        rows.append([*cells, (Formula(f"SUM(B{line}:E{line})", sum(costs)), MONEY)])
    last = len(rows)
    sums = [sum(costs[number] for _, costs in _PARTS) for number in range(4)]
    total: list[tuple[Cell, int]] = [("Total", TOTAL)]
    for column, value in zip("BCDEF", [*sums, sum(sums)], strict=True):
        total.append((Formula(f"SUM({column}2:{column}{last})", value), TOTAL))
    workbook.write(path, {"Budget": [*rows, total]}, "Budget of the survey")


def talk(path: Path) -> None:
    """A presentation of three slides."""
    slides = [
        ("Title Slide", (("Water levels in the Lower Arm",), ("The first season, and the next",))),
        (
            "Title and Content",
            (
                ("What we found",),
                (
                    "The tide reaches the upper gauge after 47 minutes",
                    "The lowest water follows a week of east wind",
                    "One gauge stopped twice: its battery is too small",
                ),
            ),
        ),
        (
            "Two Content",
            (
                ("What comes next",),
                ("A second battery at the weir", "A fifth gauge above the weir"),
                ("First results in June", "All data published in December"),
            ),
        ),
    ]
    presentation.write(path, slides, "Water levels in the Lower Arm")
