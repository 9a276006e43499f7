"""The model of linkage estimated again in numpy, on every pair of a file, and held against `waymark link`.

    python3 link.py people.csv out [--same out-of-the-same-file-otherwise]
    python3 link.py --truth people.csv out

Written from docs/linkage.md. u is counted on all pairs and m by expectation–maximisation over the
candidates, as Waymark does it, but without its short cuts: no pair leaves the training, and nothing is
kept in tables or in single precision. Held are

- every parameter, stopped by the same rule, to a thousandth, and the sum of shares of each field;
- every pair at or above the threshold, its probability to 2e-4 and its weights to 3e-3, in both directions;
- that no round of m and of the priors lowers the likelihood of all pairs, u being what it is, but where a
  bound holds a prior;
- that matches agree more often than strangers do on what is the same: the kinds have not changed names;
- how far the estimate is from where it would stand still for good.

`out` must be of `--threshold 0.02`, and of a file of 1,024 records at most: of a larger one Waymark
counts u on a random half of the pairs, and `--sampled` holds it to five standard errors instead.
"""

import argparse
import csv
import json
import os
import sys

import numpy as np

from alike import FIELDS, LEVELS, File

HELD_BY, U_HELD_BY, SHARE_HELD_BY = 100, 2000, 200
UNSEEN, STRANGERS_AT_LEAST = 0.5, 0.3
MOST_OF_KIN, MOST_ROUNDS, STILL = 0.25, 500, 1e-6
KINDS = ["match", "brothers", "twins", "namesakes"]
TINY = sys.float_info.min


# What is generally so

def usual_m(field):
    same = {"postcode": 0.6, "phone": 0.6, "area": 0.8}.get(field, 0.85)
    rest = (1 - same) / (len(LEVELS[field]) - 1)
    return np.array([same if level == "same" else rest for level in LEVELS[field]])


def usual_u(field):
    same = dict(zip(FIELDS, [4e-3, 2e-3, 7e-5, 1e-4, 1e-5, 0.25]))[field]
    shares = {"same": same, "sounds_alike": 1e-3, "somewhat_alike": 4e-3, "day_and_month_swapped": 2e-5,
              "one_digit": 2e-6 if field == "phone" else 2e-3, "same_year": 2e-2, "district": 1e-2,
              "swapped": 1e-6}
    found = np.array([shares.get(level, 5e-4) for level in LEVELS[field]])
    found[-1] = 1 - found[:-1].sum()
    return found


def usual_kin(field):
    if field == "forename":
        return usual_u(field)
    same, different = {"date_of_birth": (0, 0.92), "phone": (0.3, 0.65), "area": (0.9, 0.1)}.get(field, (0.9, 0.04))
    between = (1 - same - different) / max(len(LEVELS[field]) - 2, 1)
    return np.array([same, *[between] * (len(LEVELS[field]) - 2), different])


# The estimate

class Estimate:
    """The model of one file, and its estimation."""

    def __init__(self, file):
        self.file = file
        self.pairs = file.count * (file.count - 1) / 2
        records = np.sqrt(2 * self.pairs)
        rules = file.candidates() if file.count > 1 else np.zeros((6, 0), bool)
        chosen = np.flatnonzero(rules.any(axis=0))
        self.chosen, self.rules = chosen, rules[:, chosen]
        self.level = {field: file.level[field][chosen] if file.count > 1 else np.array([], int) for field in FIELDS}
        self.others = {field: file.others[field][chosen] if file.count > 1 else np.array([]) for field in FIELDS}
        self.seen = {field: self.count(field) for field in FIELDS}
        self.m = {field: usual_m(field) for field in FIELDS}
        self.kin = {field: usual_kin(field) for field in FIELDS}
        self.u, self.own = {}, {}
        limit = max(self.pairs, 1)
        self.prior = np.clip(records / 10 / limit, TINY, 0.3)
        self.kin_prior = np.clip(records / 100 / limit, TINY, 0.3)
        self.twins, self.namesakes = 0.03, 0.1
        there = {field: file.recorded[field] >= records / 10 for field in FIELDS}
        self.kin_can_be_told = there["date_of_birth"] and (there["postcode"] or there["phone"])
        if not self.kin_can_be_told:
            self.kin_prior = TINY
        self.set_u()
        self.rounds, self.likelihoods, self.stopped = 0, [], False

    def count(self, field):
        """How many of all pairs agree on each level."""
        if self.file.count < 2:
            return np.zeros(len(LEVELS[field]))
        level = self.file.level[field]
        counts = np.bincount(level[level >= 0], minlength=len(LEVELS[field])).astype(float)
        if field == "forename":
            swapped = LEVELS[field].index("swapped")
            counts[swapped] = counts.sum() * self.file.turned_pairs / self.pairs
        return counts

    def set_u(self):
        """What is expected of matches and of kin is taken off what was counted."""
        for field, counts in self.seen.items():
            brothers = 1 - self.twins - self.namesakes
            of_kin = {"forename": self.namesakes * self.m[field],
                      "date_of_birth": brothers * self.kin[field] + self.twins * self.m[field]}.get(field, self.kin[field])
            known = self.prior * self.m[field] + self.kin_prior * of_kin
            usual = usual_u(field)
            left = np.maximum(counts - counts.sum() * known, 0) + U_HELD_BY * usual
            least = np.minimum(UNSEEN, (counts.sum() + U_HELD_BY) * usual)
            least[[level == "swapped" for level in LEVELS[field]]] = 0
            left = np.maximum(left, least)
            self.u[field] = left / left.sum()
            # Of a record, how many others of the same person agree with it on each level: no strangers.
            of_one = self.prior * max(self.file.recorded[field] - 1, 0)
            self.own[field] = of_one * np.array([
                self.m[field][0] if level == "same" else self.m[field][[0, place]].sum() if level == "sounds_alike"
                else 0 for place, level in enumerate(LEVELS[field])])
        self.kin["forename"] = self.u["forename"]

    def ratios(self, field, shares):
        """Of each candidate, how much likelier its agreement is by some shares than among strangers."""
        level, others = self.level[field], self.others[field]
        by_level = self.u[field][level]
        of = max(self.file.recorded[field] - 1, 0) + SHARE_HELD_BY
        least = STRANGERS_AT_LEAST * np.minimum(others, 1)
        others = np.maximum(others - self.own[field][level], least)
        u = np.where(np.isnan(others), by_level, np.minimum((others + SHARE_HELD_BY * by_level) / of, 1))
        return np.where(level < 0, 1, shares[level] / u)

    def odds(self):
        """Of each candidate the odds of each kind against strangers."""
        born, forename = "date_of_birth", "forename"
        strangers = 1 - self.prior - self.kin_prior
        apart = np.concatenate([[0], self.u[born][1:]]) / (1 - self.u[born][0])
        household = self.kin_prior / strangers * np.prod(
            [self.ratios(field, self.kin[field]) for field in FIELDS if field not in (born, forename)], axis=0)
        match = self.prior / strangers * np.prod([self.ratios(field, self.m[field]) for field in FIELDS], axis=0)
        brothers = household * (1 - self.twins - self.namesakes) * self.ratios(born, self.kin[born])
        twins = household * self.twins * self.ratios(born, self.m[born])
        namesakes = (household * self.namesakes * self.ratios(born, apart)
                     * self.ratios(forename, self.m[forename]))
        return np.array([match, brothers, twins, namesakes])

    def likelihood(self, odds):
        """The logarithm of the likelihood of the candidates against all being strangers, with what holds m
        and the sorts of kin, u and all else being what it is: what a round of m and priors must raise."""
        held = sum(HELD_BY * (usual_m(field) * np.log(self.m[field])).sum() for field in FIELDS)
        for field in FIELDS[1:]:
            usual = usual_kin(field)
            held += HELD_BY * (usual[usual > 0] * np.log(np.maximum(self.kin[field][usual > 0], TINY))).sum()
        sorts = np.array([1 - self.twins - self.namesakes, self.twins, self.namesakes])
        held += HELD_BY * (np.array([0.87, 0.03, 0.1]) * np.log(sorts)).sum()
        return (np.log1p(odds.sum(axis=0)).sum() + self.pairs * np.log(1 - self.prior - self.kin_prior) + held)

    def step(self):
        """One round; gives by how much it raised the likelihood while u stood."""
        odds = self.odds()
        before = self.likelihood(odds)
        kinds = odds / (1 + odds.sum(axis=0))
        match, brothers, twins, namesakes = kinds
        household = brothers + twins + namesakes
        # A round of the estimate: of the forename kin have what strangers have.
        for field in FIELDS:
            of_one = {"forename": match + namesakes, "date_of_birth": match + twins}.get(field, match)
            self.m[field] = self.shares(field, of_one, usual_m(field), HELD_BY)
            if field != "forename":
                of_kin = brothers if field == "date_of_birth" else household
                self.kin[field] = self.shares(field, of_kin, usual_kin(field), HELD_BY)
        limit = max(self.pairs, 1)
        self.bounded = match.sum() < 0.5 or household.sum() < 0.5 or match.sum() / limit > 0.3
        self.prior = min(max(match.sum(), 0.5) / limit, 0.3)
        if self.kin_can_be_told:
            self.kin_prior = min(max(household.sum(), 0.5) / limit, 0.3)
            all_kin = household.sum() + HELD_BY
            self.twins = min((twins.sum() + HELD_BY * 0.03) / all_kin, MOST_OF_KIN)
            self.namesakes = min((namesakes.sum() + HELD_BY * 0.1) / all_kin, MOST_OF_KIN)
        after = self.likelihood(self.odds())
        self.set_u()
        self.rounds += 1
        return after - before

    def shares(self, field, weights, usual, held_by):
        there = self.level[field] >= 0
        counts = np.bincount(self.level[field][there], weights[there], len(LEVELS[field]))
        return (counts + held_by * usual) / (counts.sum() + held_by)

    def state(self):
        return np.concatenate([[self.twins, self.namesakes], *[self.m[field] for field in FIELDS]])

    def maximise(self, still=STILL, most=MOST_ROUNDS):
        """Until nothing changes by more than `still`; gives the greatest fall of the likelihood in a round."""
        fall = 0.0
        while self.rounds < most:
            state, prior = self.state(), self.prior
            rise = self.step()
            # A prior is half a pair at least, whatever the likelihood: there it may fall.
            fall = fall if self.bounded else min(fall, rise)
            if np.abs(self.state() - state).max() < still and abs(prior / self.prior - 1) < still:
                self.stopped = True
                break
        return fall

    # What it says of pairs

    def scored(self):
        """Of each candidate its probability, the weight of each field and that of kin."""
        odds = self.odds()
        kin = -np.log2(1 + odds[1:].sum(axis=0))
        weights = np.array([np.log2(self.ratios(field, self.m[field])) for field in FIELDS])
        return odds[0] / (1 + odds.sum(axis=0)), weights, kin


# Holding

class Held:
    """What was held, and what differs."""

    def __init__(self, name):
        self.name, self.held, self.failed = name, 0, 0

    def hold(self, right, words):
        self.held += 1
        if not right:
            self.failed += 1
            if self.failed <= 12:
                print("differs:", words)

    def near(self, ours, theirs, words, relative=1e-3, absolute=1e-9):
        right = abs(ours - theirs) <= max(absolute, relative * max(abs(ours), abs(theirs)))
        self.hold(right, f"{words}: {theirs} by Waymark, {ours} independently")


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def read_out(folder):
    with open(os.path.join(folder, "model.json"), encoding="utf-8") as file:
        model = json.load(file)
    return model, read(os.path.join(folder, "pairs.csv")), read(os.path.join(folder, "individuals.csv"))


def hold_parameters(held, estimate, model, sampled):
    exact = model["expectation_maximisation"]
    held.hold(exact["converged"] == estimate.stopped, f"converged: {exact} by Waymark, {estimate.stopped} independently")
    if not sampled:
        held.hold(abs(exact["rounds"] - estimate.rounds) <= max(2, estimate.rounds // 50),
                  f"rounds: {exact['rounds']} by Waymark, {estimate.rounds} independently")
    held.hold(exact["training_pairs"] == len(estimate.chosen),
              f"{exact['training_pairs']} candidates by Waymark, {len(estimate.chosen)} independently")
    slack = 0.05 if sampled else 1e-3
    held.near(estimate.prior, model["prior"], "prior", slack)
    for name, ours in [("prior", estimate.kin_prior), ("twins", estimate.twins), ("namesakes", estimate.namesakes)]:
        held.near(ours, model["kin"][name], f"kin {name}", slack)
    for of in model["fields"]:
        field = of["field"]
        held.hold(of["recorded"] == estimate.file.recorded[field], f"{field} recorded {of['recorded']}")
        counted = estimate.seen[field].sum()
        if not sampled:
            held.hold(abs(of["random_pairs"] - counted) <= 1, f"{field}: {of['random_pairs']} pairs, {counted}")
        for place, level in enumerate(of["levels"]):
            held.hold(level["level"] == LEVELS[field][place], f"{field} has {level['level']}")
            for share, ours in (("m", estimate.m), ("u", estimate.u), ("kin", estimate.kin)):
                ours = ours[field][place]
                if sampled:
                    # On about half of the pairs: five standard errors of that many.
                    error = 5 * np.sqrt(max(ours, 1e-6) / max(of["random_pairs"], 1)) if share == "u" else 0.01
                    held.near(ours, level[share], f"{field} {level['level']} {share}", 0.02, error)
                else:
                    held.near(ours, level[share], f"{field} {level['level']} {share}", 1e-3, 1e-7)
        for share in ("m", "u", "kin"):
            held.near(1, sum(level[share] for level in of["levels"]), f"sum of {share} of {field}", 1e-9)


def hold_pairs(held, estimate, model, pairs, sampled):
    file, threshold = estimate.file, model["threshold"]
    probability, weights, kin = estimate.scored()
    at = {}
    for place, pair in enumerate(estimate.chosen):
        ids = file.ids[file.one[pair]], file.ids[file.other[pair]]
        at[tuple(sorted(ids))] = place
    found = set()
    for row in pairs:
        ids = tuple(sorted((row["left"], row["right"])))
        place = at.get(ids)
        held.hold(place is not None, f"{ids} is a pair by Waymark and no candidate independently")
        if place is None:
            continue
        found.add(place)
        theirs = float(row["probability"])
        held.near(probability[place], theirs, f"probability of {ids}", 0, 0.1 if sampled else 2e-4)
        for field, ours in [*zip(FIELDS, weights[:, place]), ("kin", kin[place])]:
            # A telephone one digit off is borne out by a handful of random pairs, of which half are
            # counted: a weight of it moves by more than a bit. What is said of kin holds it too.
            bits = (1.5 if field in ("phone", "kin") else 0.6) if sampled else 3e-3
            held.near(ours, float(row[f"{field}_weight"]), f"{field} weight of {ids}", 0, bits)
    edge = 0.02 if sampled else 1e-3
    missing = [place for place in np.flatnonzero(probability >= threshold + edge) if place not in found]
    held.hold(not missing, f"{len(missing)} pairs are at or above the threshold independently alone")
    count = len(estimate.chosen)
    held.hold(model["blocking"]["compared_pairs"] == count, f"{model['blocking']['compared_pairs']} candidates, {count}")
    if not sampled:
        rules = estimate.rules.sum(axis=0)[sorted(found)]
        ours = [int((rules == number).sum()) for number in range(1, 7)]
        theirs = model["blocking"]["pairs_by_number_of_rules"]
        held.hold(ours == theirs, f"pairs by number of rules: {theirs} by Waymark, {ours} independently")
        # Chao's second estimate, corrected for bias, over the rules that have a key at all.
        used = sum(rule["keys"] > 0 for rule in model["blocking"]["rules"])
        missed = (used - 1) / used * ours[0] * (ours[0] - 1) / (2 * (ours[1] + 1)) if used else 0
        held.near(missed, model["blocking"]["missed_by_estimate"], "missed by estimate", 1e-9)


def hold_groups(held, pairs, individuals):
    """Whoever is paired is in one group, and each is named after the least of its records."""
    group = {row["record_id"]: row["record_id"] for row in individuals}

    def first(record):
        while group[record] != record:
            record = group[record]
        return record
    for row in pairs:
        a, b = sorted((first(row["left"]), first(row["right"])))
        group[b] = a
    for row in individuals:
        held.hold(first(row["record_id"]) == row["individual_id"], f"{row} is of {first(row['record_id'])}")


def same(one, other):
    """Two folders of one file, its rows or the threads being otherwise."""
    held = Held("same")
    (model, pairs, individuals), (model2, pairs2, individuals2) = read_out(one), read_out(other)

    def by_ids(pairs):
        return {tuple(sorted((row["left"], row["right"]))): [*row.values()][2:] for row in pairs}
    held.hold(by_ids(pairs) == by_ids(pairs2), "the pairs")

    def whose(individuals):
        return {row["record_id"]: row["individual_id"] for row in individuals}
    held.hold(whose(individuals) == whose(individuals2), "the individuals")
    model.pop("generated"), model2.pop("generated")
    held.hold(model == model2, "the model, to the last digit")
    return held


# Against the truth

def truth(rows, out):
    """m and u by truth beside the estimate: m of every pair of one person, u of all others."""
    model, _, _ = read_out(out)
    file = File(rows)
    person = np.array([row["person"] for row in rows])
    match = person[file.one] == person[file.other]
    expected = model["prior"] * len(match)
    print(f"{match.sum()} matches, {expected:.1f} expected")
    print(f"{'':38} m: estimate   truth ±95 %         u: estimate      truth ±95 %")
    for of in model["fields"]:
        level = file.level[of["field"]]
        for place, shown in enumerate(of["levels"]):
            cells = []
            for kind, share in ((match, "m"), (~match, "u")):
                of_kind = level[kind & (level >= 0)]
                so = (of_kind == place).mean() if len(of_kind) else np.nan
                half = 1.96 * np.sqrt(so * (1 - so) / max(len(of_kind), 1))
                cells.append(f"{shown[share]:>12.7f} {so:>12.7f} ±{half:.7f}")
            print(f"{of['field']:<14} {shown['level']:<22} {'   '.join(cells)}")


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("people")
    asked.add_argument("out")
    asked.add_argument("--same", metavar="OUT")
    asked.add_argument("--sampled", action="store_true")
    asked.add_argument("--truth", action="store_true")
    asked = asked.parse_args()
    rows = read(asked.people)
    if asked.truth:
        return truth(rows, asked.out)
    model, pairs, individuals = read_out(asked.out)
    estimate = Estimate(File(rows))
    fall = estimate.maximise()
    held = Held(asked.people)
    hold_parameters(held, estimate, model, asked.sampled)
    hold_pairs(held, estimate, model, pairs, asked.sampled)
    hold_groups(held, pairs, individuals)
    held.hold(fall > -1e-6, f"the likelihood falls by {-fall:.2e} in a round")
    if asked.same:
        other = same(asked.out, asked.same)
        held.held, held.failed = held.held + other.held, held.failed + other.failed
    probability, rounds, prior = estimate.scored()[0], estimate.rounds, estimate.prior
    estimate.maximise(1e-12, 20_000)
    moved = np.abs(estimate.scored()[0] - probability)
    print(f"{held.held} held, {held.failed} differ: {len(rows)} records, {len(estimate.chosen)} candidates, "
          f"{len(pairs)} pairs, {rounds} rounds; in {estimate.rounds} rounds the prior would move by "
          f"{100 * (estimate.prior / prior - 1):+.2f} % and no probability by more than {moved.max(initial=0):.4f}")
    sys.exit(held.failed > 0)


if __name__ == "__main__":
    main()
