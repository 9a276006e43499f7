"""Suggestions that a man is known already, measured: the page that shows them.

    cargo build --release -p waymark && python3 benches/suggest.py --sizes 1000,1000000

In a record of so many invented men (`waymark demo` on SQLite), as the manager of their programme,
the page of screening and allocation is asked for, one at a time: it reads the case, looks for the
keys of several values, opens the few candidates and compares them. Beside it, by turns, the overview
of the same cases, which does all that and looks for nothing: what is between the two is what the
suggestion costs. How many men were suggested is told, so that a page that finds nobody is no good
figure. `demo` keeps its record on SQLite alone, and nothing else fills a record with so many men:
PostgreSQL is not measured here; the tests of `crates/casework` ask both the same questions.
"""

import argparse
import os
import re
import shutil
import statistics
import sys
import tempfile
import time

from record import MANAGER, Server

HERE = os.path.dirname(os.path.abspath(__file__))


def cases(server, cookie, most):
    """Addresses of cases, page after page of the list."""
    found, page = [], "/cases"
    while page and len(found) < most:
        text = server.page(page, cookie)
        found += re.findall(r'href="(/cases/[A-Z0-9][A-Z0-9-]+)"', text)
        after = re.search(r'href="(/cases\?[^"]*after=[^"]*)"', text)
        page = after and after.group(1).replace("&amp;", "&")
    return sorted(set(found))[:most]


def told(name, times):
    cut = statistics.quantiles(times, n=100)
    print(f"  {name:<34} p50 {cut[49]:7.2f} ms   p95 {cut[94]:7.2f} ms   p99 {cut[98]:7.2f} ms")
    return cut[94]


def of_size(asked, folder, size):
    print(f"{size:,} men")
    data = os.path.join(folder, str(size))
    words = [asked.waymark, "demo", "--port", "0", "--data", data, "--individuals", str(size), "--log-level", "warn"]
    if not os.path.exists(os.path.join(data, "record.db")):
        start = time.monotonic()
        with Server(words):
            pass
        print(f"  {'loaded in':<34} {time.monotonic() - start:>8.1f} seconds")
    with Server(words) as server:
        cookie = server.signed_in(MANAGER)
        addresses = cases(server, cookie, asked.cases)
        if not addresses:
            sys.exit("the record lists no case")
        times = {"/allocation": [], "": []}
        suggested = bounded = 0
        for turn in range(asked.turns + 1):
            for address in addresses:
                for page, taken in times.items():
                    start = time.perf_counter()
                    text = server.page(address + page, cookie)
                    taken.append((time.perf_counter() - start) * 1e3)
                    if page and not turn:
                        suggested += "Almost certainly the same man" in text or "ikely the same man" in text
                        bounded += "left out of the look" in text
            if not turn:
                # The first time round is told as it is, and warms the rest.
                first = times["/allocation"][:]
                times = {page: [] for page in times}
        told("first time round, allocation", first)
        allocation = told("allocation, with suggestions", times["/allocation"])
        overview = told("overview of the same cases", times[""])
        print(f"  {'p95 of the suggestion, about':<34} {allocation - overview:11.2f} ms")
        print(f"  {'cases with somebody suggested':<34} {suggested:8} of {len(addresses)}")
        print(f"  {'where a key was left out':<34} {bounded:8} of {len(addresses)}")


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--sizes", default="1000", help="men, separated by commas")
    asked.add_argument("--cases", type=int, default=300, help="of how many the pages are asked for")
    asked.add_argument("--turns", type=int, default=3, help="how often, after the first time round")
    asked.add_argument("--target", default=os.path.join(HERE, "../target/release"))
    asked.add_argument("--folder", help="where the records are kept and used again; gone at the end without it")
    asked = asked.parse_args()
    asked.waymark = os.path.join(asked.target, "waymark")
    folder = asked.folder or tempfile.mkdtemp(prefix="waymark-bench-")
    try:
        for size in (int(size) for size in asked.sizes.split(",")):
            of_size(asked, folder, size)
    finally:
        if not asked.folder:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
