"""The benchmark runs and reports what it promises; its figures are for people to judge."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

FIGURES = {
    "download_mb_s",
    "files_mb_s",
    "save_ratio",
    "added_mb_download",
    "added_mb_save",
    "stall_ms",
    "open_per_s",
    "open_p50_ms",
    "open_p99_ms",
}


def test_the_benchmark_prints_one_object_with_every_figure(tmp_path: Path) -> None:
    arguments = ["--json", "--megabytes", "2", "--rounds", "1", "--opens", "8", "--folder", str(tmp_path)]
    run = subprocess.run(
        [sys.executable, "-m", "bench", *arguments],
        cwd=Path(__file__).parents[1],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stderr
    figures = json.loads(run.stdout)
    assert set(figures) == FIGURES and all(isinstance(figure, float) for figure in figures.values())
    assert list(tmp_path.iterdir()) == []
