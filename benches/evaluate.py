"""The evaluation's bars, measured: seconds, memory, rows a second, growth, and pandas beside.

    cargo build --release && python3 benches/evaluate.py [--runs 3] [--largest 1000000]

Every time is that of the whole program, from start to the files being there. The pandas script
(`pandas_half.py`, about half of the figures) runs in turn with Waymark on the same files; it is
left out where pandas, SciPy and statsmodels are not installed.
"""

import argparse
import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def run(words):
    """Seconds and peak memory in MB of one command."""
    start = time.monotonic()
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{' '.join(words)} ended with {os.waitstatus_to_exitcode(status)}")
    return time.monotonic() - start, used.ru_maxrss / 1024


def median(words, runs):
    run(words)
    measured = [run(words) for _ in range(runs)]
    return statistics.median(s for s, _ in measured), max(m for _, m in measured)


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--largest", type=int, default=1_000_000, help="referrals of the largest file")
    asked.add_argument("--waymark", default=os.path.join(HERE, "../target/release/waymark"))
    asked = asked.parse_args()
    work = tempfile.mkdtemp()
    try:
        measure(asked, work)
    finally:
        shutil.rmtree(work)


def measure(asked, work):
    sizes = [size for size in (10_000, 100_000, 1_000_000) if size <= asked.largest]
    print(f"{'referrals':>10} {'formats':<22} {'seconds':>8} {'MB':>6} {'rows a second':>14}")
    rates = {}
    for size in sizes:
        folder = os.path.join(work, str(size))
        # The report's cohort has 1,074 referrals of 959 men; larger ones keep its shape.
        men = round(size * 959 / 1074)
        run([asked.waymark, "cohort", "--individuals", str(men), "--out", folder])
        files = [os.path.join(folder, name) for name in ("referrals.csv", "support.csv")]
        rows = sum(1 for _ in open(files[0], "rb")) - 1
        base = [asked.waymark, "evaluate", "--referrals", files[0], "--support", files[1],
                "--out", os.path.join(folder, "out"), "--formats"]
        for formats in ("json,csv", "html,pdf,xlsx,csv,json"):
            seconds, memory = median([*base, formats], asked.runs)
            rates[size, formats] = seconds
            print(f"{rows:>10,} {formats:<22} {seconds:>8.2f} {memory:>6.0f} {rows / seconds:>14,.0f}")
    for formats in ("json,csv",):
        for small, large in zip(sizes, sizes[1:]):
            growth = rates[large, formats] / rates[small, formats]
            print(f"growth {small:,} to {large:,} referrals, {formats}: {growth:.1f} times the seconds "
                  f"for {large // small} times the rows")
    if all(importlib.util.find_spec(name) for name in ("pandas", "scipy", "statsmodels")):
        script = [sys.executable, os.path.join(HERE, "pandas_half.py"), *files]
        seconds, memory = median(script, 1)
        ours = rates[sizes[-1], "json,csv"]
        print(f"pandas and SciPy, half of the figures: {seconds:.2f} s, {memory:.0f} MB; "
              f"Waymark, all of them: {ours:.2f} s; ratio {seconds / ours:.1f}")
    else:
        print("pandas, SciPy or statsmodels is not installed: not compared")


if __name__ == "__main__":
    main()
