"""Holds figures.json of Waymark against the independent computation.

    python3 compare.py figures.json independent.json

Rows are matched by their labels. A row or a test that the independent computation has and
Waymark has not is a failure, and so is a figure in which nothing was compared.
"""

import json
import math
import sys

LABELS = ["area", "phase", "outcome", "reason", "quarter", "group", "plan", "stage", "support",
          "sum", "output", "sessions", "term", "clock", "by", "value", "of"]
# Clocks are named by Waymark; which of its names is meant here.
CLOCKS = {"offered": ["offer", "assessment"], "contacted": ["contact"]}
TOLERANCE = {"games_howell": 1e-6}


def close(left, right, tolerance=1e-8):
    if left is None or right is None:
        return left is None and right is None
    if isinstance(left, list):
        return len(left) == len(right) and all(close(a, b, tolerance) for a, b in zip(left, right))
    return math.isclose(left, right, rel_tol=tolerance, abs_tol=1e-12)


def label(row, keys):
    return tuple((key, str(row[key])) for key in keys)


def rows_of(key, theirs):
    """The row of Waymark that a row of the independent computation speaks of."""
    def find(row):
        keys = [k for k in LABELS if k in row and isinstance(row[k], (str, int)) and not (
            key == "13" and k == "value") and not (key == "change" and k == "value")
            and not (key == "attrition" and k != "sessions")]
        if key == "30":
            keys = ["sum"]
        for other in theirs:
            if all(str(other.get(k)) == str(row[k]) for k in keys):
                return other
        return None
    return find


def terms(rows):
    """Waymark's terms in the order of the independent computation."""
    return [row for row in rows if "term" in row]


class Count:
    def __init__(self):
        self.passed, self.failed = 0, 0

    def hold(self, right, words):
        if right:
            self.passed += 1
        else:
            self.failed += 1
            print("differs:", words)


def compare_rows(key, ours, mine, count):
    find = rows_of(key, ours["rows"])
    for place, row in enumerate(mine["rows"]):
        if key == "change":
            found = terms(ours["rows"])
            other = found[place] if place < len(found) else None
        elif key == "timeliness":
            fit = [o for o in ours["rows"] if o["n"] == row["n"] and close(o["median"], row["median"])
                   and close(o["q1"], row["q1"]) and close(o["q3"], row["q3"]) and o["within"] == row["within"]]
            count.hold(bool(fit), f"{key} {row} has no like")
            continue
        else:
            other = find(row)
        if other is None:
            count.hold(False, f"{key} has no row {row}")
            continue
        for name, number in row.items():
            if name in LABELS and not (name == "value" and key in ("13", "change")):
                continue
            count.hold(name in other and close(other[name], number),
                       f"{key} {row} {name}: {other.get(name)} here, {number} independently")


def compare_tests(key, ours, mine, count):
    for test in mine.get("tests", []):
        same = [t for t in ours["tests"] if t["name"] == test["name"] and t.get("groups") == test.get("groups")]
        if len(same) != 1:
            count.hold(False, f"{key} has {len(same)} tests {test['name']} {test.get('groups')}")
            continue
        for name, number in test.items():
            if name in ("name", "groups"):
                continue
            # An undefined statistic may have undefined degrees of freedom in two spellings.
            if number is None and test.get("p", test.get("value")) is None:
                count.hold(same[0].get("p", same[0].get("value")) is None, f"{key} {test['name']} is defined")
                continue
            tolerance = TOLERANCE.get(test["name"], 1e-8) if name == "p" else 1e-8
            count.hold(close(same[0].get(name), number, tolerance),
                       f"{key} {test['name']} {test.get('groups', '')} {name}: {same[0].get(name)} "
                       f"here, {number} independently")


def main(ours_path, mine_path):
    with open(ours_path) as ours, open(mine_path) as mine:
        ours, mine = json.load(ours), json.load(mine)
    count = Count()
    count.hold(ours["as_at"] == mine["as_at"], f"as at {ours['as_at']} and {mine['as_at']}")
    count.hold(ours["source"] == mine["source"], f"source {ours['source']} and {mine['source']}")
    for key, figure in mine["figures"].items():
        before = count.passed + count.failed
        for name in ("n", "missing"):
            if name in figure:
                count.hold(ours["figures"][key][name] == figure[name],
                           f"{key} {name}: {ours['figures'][key][name]} and {figure[name]}")
        compare_rows(key, ours["figures"][key], figure, count)
        compare_tests(key, ours["figures"][key], figure, count)
        if figure["rows"] and count.passed + count.failed == before:
            count.hold(False, f"{key}: nothing was compared")
    print(f"{count.passed} passed, {count.failed} failed")
    return 1 if count.failed or not count.passed else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
