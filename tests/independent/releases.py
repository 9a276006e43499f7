"""What a release gives away, worked out from its files alone.

    python3 releases.py figures.json
    python3 releases.py --bare figures.json

Reads the figures.json of a release as whoever receives it would. Every count that is told, or
suppressed, is a number of one set of people; figures share sets (Figure 18's suitable of an area is
Figure 24's total) and sets add up. For each suppressed count the least and the greatest whole number
that agrees with everything told is sought; fewer than 3 apart is a failure. A suppressed count that
stands alone in its row is known to be 1 or more. Written from the specification; nothing here reads
how a release is made.

`--bare` takes an exact evaluation, suppresses counts of 1 to 4 and nothing else, and fails where
nothing is given away: an attack that finds nothing there would find nothing anywhere.
"""

import argparse
import collections
import json
import sys

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

APART = 3
ENGAGED = ["no_sessions", "some_sessions", "completed"]
ETHNIC_GROUPS = ["asian", "black", "mixed", "white"]


class Release:
    def __init__(self, figures):
        self.told, self.hidden, self.sums, self.parts = {}, {}, [], []
        for key, figure in figures.items():
            for row in figure["rows"]:
                self.read(key, row)
        self.bases(figures)
        self.relate()

    def tell(self, name, value):
        assert self.told.setdefault(name, value) == value, f"{name} is {self.told[name]} and {value}"

    def read(self, key, row):
        name = set_of(key, row)
        if name is None:
            return
        count = row.get("count", row.get("value") if key == "13" else None)
        if count is not None:
            self.tell(name, round(count))
        elif row.get("suppressed"):
            self.hidden[name] = 1
        whole = whole_of(key, row)
        if whole:
            self.parts.append((name, whole))
            if count and row.get("share"):
                self.tell(whole, round(count / row["share"]))
        if key == "24" and row.get("referrals") is not None:
            self.tell(("referrals", row["area"], "total"), row["referrals"])

    def bases(self, figures):
        """What n and missing tell, where they are not rounded for a mean's sake."""
        for key, name, left in [("19", ("reason", "total"), ("reason", "none")), ("30", ("benefit", "total"),
                                                                                  ("benefit", "none"))]:
            if figures[key]["n"]:
                self.tell(name, figures[key]["n"])
                self.tell(left, figures[key]["missing"])
        for key, name in [("14", ("referrals", "total", "total")), ("18", ("decided", "total", "total")),
                          ("24", ("suitable", "total")), ("attrition", ("started", "total"))]:
            if figures[key]["n"]:
                self.tell(name, figures[key]["n"])

    def add_up(self, whole, parts):
        self.sums.append((whole, sorted(set(parts))))

    def relate(self):
        known = {*self.told, *self.hidden, *(whole for _, whole in self.parts)}
        by = collections.defaultdict(list)
        for name in known:
            kind = name[0]
            if kind in ("referrals", "decided", "engaged", "plan"):
                _, down, across = name
                if across != "total":
                    by[kind, down, "total"].append(("across", name))
                if down != "total":
                    by[kind, "total", across].append(("down", name))
            elif kind == "of":  # a stage by what he is: area, quarter, ethnicity …
                _, dimension, value, stage = name
                if dimension != "needs":
                    by[stage, "total"].append((dimension, name))
            elif kind == "women" and name[1] != "needs":
                by["support",].append((name[1], name))
            elif kind in ("reason", "benefit") and name[1] not in ("total", "none"):
                by[kind, "total"].append(name)
            elif kind == "month":
                year, month = name[1].split("-")
                by["referrals", "total", f"{year}Q{(int(month) + 2) // 3}"].append(name)
            elif kind == "interviews" and name[1] == "area":
                by["interviews", "social_worker", "done", name[3]].append(name)
            elif kind == "interviews" and name[1] == "organisation":
                by["interviews", "stakeholder", "done", name[3]].append(name)
            elif kind == "recorded":
                _, file, column, dimension, value = name
                if dimension != "total":
                    by["recorded", file, column, "total", "total"].append((dimension, name))
        for whole, parts in by.items():
            groups = collections.defaultdict(list)
            for part in parts:
                dimension, name = part if isinstance(part[1], tuple) else (part[0], part)
                groups[dimension].append(name)
            for group in groups.values():
                self.add_up(whole, group)
        self.add_up(("decided", "total", "unsuitable"), [("reason", "total"), ("reason", "none")])
        self.add_up(("support",), [("benefit", "total"), ("benefit", "none")])
        self.add_up(("suitable", "total"), [("decided", "total", "suitable")])
        for name in list(known):
            if name[:1] == ("engaged",) and name[2] == "total":
                _, area, _ = name
                engaged = [("engaged", area, group) for group in ENGAGED]
                of = (lambda stage: (stage, "total")) if area == "total" else (
                    lambda stage: ("of", "area", area, stage))
                self.add_up(("decided", area, "suitable"), [name])
                self.add_up(of("suitable"), [name])
                self.add_up(of("started"), engaged[1:])
                self.add_up(of("completed"), engaged[2:])
            if name[:2] == ("plan", "total"):
                self.add_up(name, [("engaged", "total", name[2])])
            if name[0] == "engaged of":
                _, column, value, group = name
                of = lambda stage: ("of", column, value, stage)
                groups = [("engaged of", column, value, group) for group in ENGAGED]
                self.add_up(of("suitable"), groups)
                self.add_up(of("started"), groups[1:])
                self.add_up(of("completed"), groups[2:])
            if name[0] == "of" and name[1] == "ethnicity_group" and name[2] in ETHNIC_GROUPS:
                codes = [other for other in known if other[:2] == ("of", "ethnicity") and other[3] == name[3]
                         and (other[2] == name[2] or other[2].startswith(name[2] + "_"))]
                self.add_up(name, codes)
            if name[:3] == ("recorded", "referrals", "referral_ref"):
                area = name[4] if name[3] != "total" else "total"
                self.add_up(("referrals", area, "total"), [name])
            if name[:3] == ("recorded", "support", "support_ref") and name[3] == "total":
                self.add_up(("support",), [name])

    def systems(self):
        """The sums and the parts of wholes, apart where they share nothing that is unknown."""
        rows = []
        for whole, parts in self.sums:
            terms, constant = collections.Counter(), 0
            for name, sign in [*((part, 1) for part in parts), (whole, -1)]:
                if name in self.told:
                    constant -= sign * self.told[name]
                else:
                    terms[name] += sign
            if any(terms.values()):
                rows.append((terms, constant, constant))
            else:
                assert constant == 0, f"{whole} is not the sum of {parts}"
        for part, whole in self.parts:
            terms, most = collections.Counter(), 0
            for name, sign in [(part, 1), (whole, -1)]:
                if name in self.told:
                    most -= sign * self.told[name]
                else:
                    terms[name] += sign
            if any(terms.values()):
                rows.append((terms, -np.inf, most))
        joined = {}

        def root(name):
            while joined.setdefault(name, name) != name:
                name = joined[name]
            return name

        for terms, *_ in rows:
            first, *others = [root(name) for name in terms]
            for other in others:
                joined[root(other)] = root(first)
        systems = collections.defaultdict(list)
        for row in rows:
            systems[root(next(iter(row[0])))].append(row)
        return systems.values()

    def narrow(self):
        """The suppressed counts that can be told to less than 3 apart."""
        found = []
        for rows in self.systems():
            names = sorted({name for terms, *_ in rows for name in terms}, key=str)
            place = {name: k for k, name in enumerate(names)}
            matrix = np.zeros((len(rows), len(names)))
            for k, (terms, *_) in enumerate(rows):
                for name, sign in terms.items():
                    matrix[k, place[name]] = sign
            held = LinearConstraint(matrix, [low for _, low, _ in rows], [high for *_, high in rows])
            least = np.array([self.hidden.get(name, 0) for name in names])
            low, high = np.full(len(names), np.inf), np.full(len(names), -np.inf)
            for name in names:
                for sign in (1, -1) if name in self.hidden else ():
                    at = place[name]
                    if high[at] - low[at] >= APART:
                        break
                    aim = np.zeros(len(names))
                    aim[at] = sign
                    world = milp(aim, constraints=held, integrality=np.ones(len(names)),
                                 bounds=Bounds(least, 10_000_000))
                    assert world.x is not None, f"{name}: {world.message}"
                    # Every world tells of every count in it.
                    low, high = np.minimum(low, world.x), np.maximum(high, world.x)
                if name in self.hidden and round(high[place[name]] - low[place[name]]) < APART:
                    found.append((name, round(low[place[name]]), round(high[place[name]])))
        return found


def set_of(key, row):
    """Whom the row counts, by one name in whichever figure it stands."""
    of = row.get
    if key in ("14", "13"):
        output = of("stage") or of("output")
        return {"referrals": ("referrals", "total", "total"), "support_referred": ("support",),
                "support_received": ("supported", "started"), "decided": ("decided", "total", "total"),
                "sessions": None, "sessions_per_week": None}.get(output, (output, "total"))
    if key == "18":
        return "decided", of("area"), of("outcome")
    if key == "19":
        return "reason", of("reason")
    if key == "20":
        return "referrals", of("area"), of("quarter")
    if key == "24":
        return "engaged", of("area"), of("group")
    if key == "25":
        return "plan", of("plan"), of("group")
    if key == "30":
        return "benefit", of("sum")
    if key in ("conversion", "equality"):
        return (of("stage"), "total") if of("value") == "total" else ("of", of("by"), of("value"), of("stage"))
    if key == "demography":
        column = "age_band" if of("column") == "age_at_referral" else of("column")
        if of("who") == "women":
            return "women", column, of("value")
        if of("who") == "men":
            return "of", column, of("value"), "individuals"
        return "engaged of", column, of("value"), of("who")
    if key == "iss":
        return ("support",) if of("stage") == "referred" else ("supported", of("stage") or of("support"))
    if key == "change":
        return ("month", of("month")) if of("month") else None
    if key == "6":
        if of("group"):
            return "interviews", of("group"), of("stage"), of("phase")
        return "interviews", "area" if of("area") else "organisation", of("area") or of("organisation"), of("phase")
    if key == "completeness" and of("file") in ("referrals", "support"):
        if of("provider", "total") != "total":
            return "recorded", of("file"), of("column"), "provider", of("provider")
        total = of("area") == "total"
        return "recorded", of("file"), of("column"), "total" if total else "area", of("area")
    return None


def whole_of(key, row):
    """Whom the row's share is of."""
    of = row.get
    if key in ("conversion", "equality"):
        return (of("of"), "total") if of("value") == "total" else ("of", of("by"), of("value"), of("of"))
    if key == "24":
        return "engaged", of("area"), "total"
    if key == "25":
        return "plan", of("plan"), "total"
    if key == "14" and of("of"):
        return set_of("14", {"stage": of("of")})
    if key == "iss" and of("of"):
        return ("support",)
    return None


def bare(figures):
    """Suppresses counts of 1 to 4, and nothing that would give one back."""
    for figure in figures.values():
        for row in figure["rows"]:
            if 1 <= (row.get("count") or 0) <= 4:
                row |= {"count": None, "share": None, "low": None, "high": None, "suppressed": True}
            row["referrals"] = None
    return figures


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--bare", action="store_true")
    asked.add_argument("figures")
    asked = asked.parse_args()
    with open(asked.figures) as file:
        figures = json.load(file)["figures"]
    release = Release(bare(figures) if asked.bare else figures)
    narrow = release.narrow()
    if not asked.bare:
        for name, low, high in narrow:
            print("given away:", *name, f"is {low} to {high}")
    print(f"{len(release.hidden)} suppressed counts, {len(narrow)} of them told to less than {APART} apart")
    sys.exit(1 if bool(narrow) != asked.bare or not release.hidden else 0)
