"""`make bench`: runs every benchmark of this folder (bench_*.py) in a process of its own; fails if one misses a bound.

Each prints its ratios. A process of its own keeps one benchmark's memory out of another's peak.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Run the benchmarks in order of name and return how many missed a bound."""
    missed = 0
    for file in sorted(Path(__file__).parent.glob("bench_*.py")):
        print(f"\n{file.stem.removeprefix('bench_')}", flush=True)
        missed += subprocess.run([sys.executable, "-m", f"tests.benchmarks.{file.stem}"], check=False).returncode != 0
    return missed


if __name__ == "__main__":
    sys.exit(main())
