"""``scripts/bench [--json] [--megabytes 200] [--rounds 11] [--opens 1000] [--folder FOLDER]``."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import tempfile
import zipfile
from pathlib import Path

from .measures import BIG, Opens, Transfers, opens, transfers
from .processes import docs_process, jupyter_process

DOCUMENTS = 50
SMALL = Path(__file__).parents[1] / "jupyter_onlyoffice" / "templates" / "new.docx"


def write_document(path: Path, megabytes: int) -> None:
    """A Word document with one picture of noise, which nothing on the way can compress."""
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", "<document/>")
        with package.open("word/media/noise.png", "w", force_zip64=True) as picture:
            for _ in range(megabytes):
                picture.write(os.urandom(1_000_000))


def table(size: float, moved: Transfers, opened: Opens, rounds: int) -> str:
    """For people."""
    median = statistics.median

    def speed(seconds: list[float]) -> str:
        return f"{size / median(seconds):7.0f} MB/s  ({size / max(seconds):.0f} to {size / min(seconds):.0f})"

    plain, save, ratio = median(moved.plain), median(moved.save), moved.ratio()

    def stalls(longest: list[float]) -> str:
        return f"{median(longest):7.1f} ms    worst {max(longest):.1f} ms"

    rows = [
        ("download through our route", speed(moved.download), "at least /files/"),
        ("download through /files/", speed(moved.files), ""),
        ("added memory: our route", f"{max(moved.added_download):7.1f} MB", "under 32 MB"),
        ("added memory: /files/", f"{max(moved.added_files):7.1f} MB", ""),
        ("plain download to disk", f"{plain:7.2f} s", ""),
        ("save by callback", f"{save:7.2f} s     ratio {ratio:.2f}", "at most 1.2"),
        ("added memory: save", f"{max(moved.added_save):7.1f} MB", "under 32 MB"),
        ("longest stall of a save", stalls(moved.stall_save), "at most 50 ms"),
        ("longest stall of a download", stalls(moved.stall_download), "at most 50 ms"),
        (
            "open, one after another",
            f"{opened.percentile(50):7.2f} ms    p99 {opened.percentile(99):.2f} ms",
            "p50 under 4 ms",
        ),
        ("open, four at once", f"{opened.per_second:7.0f} a second", ""),
    ]
    head = f"A document of {size:.0f} MB; medians of {rounds} rounds, for memory the worst of them."
    return "\n".join([head, *(f"{what:33}{figure:45}{aim}".rstrip() for what, figure, aim in rows)])


def figures(size: float, moved: Transfers, opened: Opens) -> dict[str, float]:
    """For programs."""
    values = {
        "download_mb_s": size / statistics.median(moved.download),
        "files_mb_s": size / statistics.median(moved.files),
        "save_ratio": moved.ratio(),
        "added_mb_download": max(moved.added_download),
        "added_mb_save": max(moved.added_save),
        "stall_ms": statistics.median(moved.stall_save),
        "open_per_s": opened.per_second,
        "open_p50_ms": opened.percentile(50),
        "open_p99_ms": opened.percentile(99),
    }
    return {name: round(value, 2) for name, value in values.items()}


def main() -> None:
    """Measure everything in one run."""
    parser = argparse.ArgumentParser(prog="scripts/bench", description="Measure downloads, saves and opening.")
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of the table")
    parser.add_argument("--megabytes", type=int, default=200, help="size of the document (default: 200)")
    parser.add_argument("--rounds", type=int, default=11, help="how often each transfer is measured (default: 11)")
    parser.add_argument("--opens", type=int, default=1000, help="how often a document is opened (default: 1000)")
    parser.add_argument("--folder", type=Path, help="where to put 1 GB of files (default: the temporary folder)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onlyoffice-bench-", dir=options.folder) as name:
        folder = Path(name)
        root = folder / "root"
        root.mkdir()
        write_document(root / BIG, options.megabytes)
        shutil.copyfile(root / BIG, folder / "result.docx")
        names = [f"document {number}.docx" for number in range(DOCUMENTS)]
        for document in names:
            shutil.copyfile(SMALL, root / document)
        size = (root / BIG).stat().st_size / 1e6
        with docs_process(folder / "result.docx") as docs_url, jupyter_process(folder, docs_url) as (client, memory):
            opened = opens(client, names, options.opens)
            moved = transfers(client, memory, docs_url, folder, options.rounds)
    if options.json:
        print(json.dumps(figures(size, moved, opened)))
    else:
        print(table(size, moved, opened, options.rounds))


if __name__ == "__main__":
    main()
