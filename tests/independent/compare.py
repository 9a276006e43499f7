"""Holds figures.json of Waymark against the independent computation.

    python3 compare.py figures.json independent.json

Rows are matched by their labels, and held in both directions: a row, a number or a test that
one side has and the other has not is a failure, but for what LEFT_OUT names and says why.
"""

import json
import math
import sys

LABELS = {"14": ["stage"], "13": ["output"], "20": ["area", "quarter"], "timeliness": ["clock"],
          "18": ["area", "outcome"], "19": ["reason"], "24": ["area", "group"], "25": ["plan", "group"],
          "attrition": ["sessions"], "conversion": ["by", "value", "stage", "of"],
          "equality": ["by", "value", "stage", "of"], "change": ["term", "month"],
          "activity": ["area", "month", "kind"], "incidents": ["window", "group", "by", "value"],
          "iss": ["stage", "support"], "30": ["sum"], "outcomes": ["instrument", "domain", "informant"],
          "demography": ["who", "column", "value"], "6": ["area", "organisation", "group", "stage", "phase"],
          "cost": ["item"], "comparators": ["measure", "programme"],
          "completeness": ["file", "column", "area", "provider"],
          **dict.fromkeys(["21", "22", "23", "26", "27"], ["group"])}
# Words for a reader, not numbers; they stand in no specification.
LEFT_OUT = {"13": ["period"], "cost": ["period", "source"], "comparators": ["comparison", "source"],
            "completeness": ["problem"]}
# A phase, area or organisation that nobody recorded, or a measure that nobody answered, may have
# rows of zeros or none.
ZEROS_OPTIONAL = ["6", "outcomes"]
# The exact test is summed in another order; the studentised range is an approximation on both sides.
TOLERANCE = {("games_howell", "p"): 1e-6, ("freeman_halton", "p"): 1e-6}


def nobody(row, key):
    """Whether a row counts nobody."""
    return not any(value for name, value in row.items()
                   if name not in LABELS[key] and isinstance(value, (int, float)))


def close(left, right, tolerance=1e-8):
    if left is None or right is None:
        return left is None and right is None
    if isinstance(left, list):
        return len(left) == len(right) and all(close(a, b, tolerance) for a, b in zip(left, right))
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(close(left[k], right[k], tolerance) for k in left)
    if isinstance(left, str) or isinstance(right, str):
        return left == right
    return math.isclose(left, right, rel_tol=tolerance, abs_tol=1e-11)


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
    def label(row):
        return tuple(str(row.get(name)) for name in LABELS[key])

    left_out = LEFT_OUT.get(key, [])
    theirs = {}
    for row in ours:
        count.hold(label(row) not in theirs, f"{key} {label(row)} stands twice")
        theirs[label(row)] = row
    for row in mine:
        other = theirs.pop(label(row), None)
        if other is None:
            if not (key in ZEROS_OPTIONAL and nobody(row, key)):
                count.hold(False, f"{key} has no row {row}")
            continue
        for name in [*row, *(name for name in other if name not in row)]:
            # Which test would have been made says nothing where none could be.
            if name in ("test", "method") and row.get("p") is None and other.get("p") is None:
                continue
            if name not in LABELS[key] and name not in left_out:
                count.hold(name in row and name in other and close(other[name], row[name]),
                           f"{key} {label(row)} {name}: {other.get(name, 'absent')} here, "
                           f"{row.get(name, 'absent')} independently")
    for row in theirs.values():
        if not (key in ZEROS_OPTIONAL and nobody(row, key)):
            count.hold(False, f"{key} has a row that the independent computation has not: {row}")


def compare_simulated(key, other, test, count):
    """Within five standard errors of both, where either side had to draw."""
    p, errors = other["p"], (other.get("standard_error") or 0.0, test.get("standard_error") or 0.0)
    count.hold(abs(p - test["p"]) <= 5 * math.hypot(*errors) + 1e-9,
               f"{key} freeman_halton: {p} here, {test['p']} independently")
    if other["method"] == "simulated":
        stated = math.sqrt(p * (1 - p) / other["replicates"])
        count.hold(math.isclose(other["standard_error"], stated, rel_tol=0.01, abs_tol=1e-6),
                   f"{key} freeman_halton standard error: {other['standard_error']} here, {stated} independently")


def compare_tests(key, ours, mine, count):
    def label(test):
        return test["name"], str(test.get("groups"))

    theirs = {label(test): test for test in ours}
    count.hold(len(theirs) == len(ours) == len(mine), f"{key} has {len(ours)} tests, {len(mine)} independently")
    for test in mine:
        other = theirs.get(label(test))
        if other is None:
            count.hold(False, f"{key} has no test {label(test)}")
            continue
        if test["name"] == "freeman_halton" and test["p"] is not None and other["p"] is not None:
            if "simulated" in (test["method"], other["method"]):
                compare_simulated(key, other, test, count)
                continue
        for name, number in test.items():
            if name in ("name", "groups"):
                continue
            # An undefined statistic may have undefined degrees of freedom in two spellings.
            if number is None and test.get("p", test.get("value")) is None:
                count.hold(other.get("p", other.get("value")) is None, f"{key} {test['name']} is defined")
                continue
            count.hold(close(other.get(name), number, TOLERANCE.get((test["name"], name), 1e-8)),
                       f"{key} {label(test)} {name}: {other.get(name)} here, {number} independently")


def main(ours_path, mine_path):
    with open(ours_path) as ours, open(mine_path) as mine:
        ours, mine = json.load(ours), json.load(mine)
    count = Count()
    count.hold(ours["as_at"] == mine["as_at"], f"as at {ours['as_at']} and {mine['as_at']}")
    count.hold(ours["source"] == mine["source"], f"source {ours['source']} and {mine['source']}")
    for key, figure in ours["figures"].items():
        # Without its file a figure says that nothing can be told; no number is to be held against another.
        if key not in mine["figures"]:
            count.hold(figure["n"] == 0 and all(value is None for row in figure["rows"] for name, value in row.items()
                                                if name not in LABELS[key]) or key == "6" and figure["n"] == 0,
                       f"{key} is not computed independently, and is not empty here")
    for key, figure in mine["figures"].items():
        for name in ("n", "missing"):
            if name in figure:
                count.hold(ours["figures"][key][name] == figure[name],
                           f"{key} {name}: {ours['figures'][key][name]} and {figure[name]}")
        compare_rows(key, ours["figures"][key]["rows"], figure["rows"], count)
        compare_tests(key, ours["figures"][key]["tests"], figure.get("tests", []), count)
    print(f"{count.passed} passed, {count.failed} failed")
    return 1 if count.failed or not count.passed else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
