"""Expectation–maximisation of the model of linkage, written again from docs/linkage.md, on a small
table of agreements: what the test `the_estimate_is_that_of_an_independent_program` expects.

    python3 crates/linkage/oracle/em.py
"""

import numpy as np

LEVELS = {
    "forename": ["same", "short", "sound", "close", "somewhat", "initial", "swapped", "different"],
    "surname": ["same", "sound", "close", "somewhat", "initial", "different"],
}
STRANGERS = {"same": {"forename": 4e-3, "surname": 2e-3}, "sound": 1e-3, "somewhat": 4e-3, "swapped": 1e-6}
# How many pairs agree so: forename, surname, count.
PAIRS = [("same", "same", 190), ("same", "different", 60), ("different", "same", 70),
         ("different", "different", 500)]
RANDOM = {"forename": {"same": 250, "different": 19650}, "surname": {"same": 260, "different": 19640}}
ALL_PAIRS = 19900.0


def usual_m(field):
    levels = LEVELS[field]
    return np.array([0.85 if level == "same" else 0.15 / (len(levels) - 1) for level in levels])


def usual_u(field):
    def of(level):
        share = STRANGERS.get(level, 5e-4)
        return share[field] if isinstance(share, dict) else share
    shares = [of(level) for level in LEVELS[field][:-1]]
    return np.array([*shares, 1 - sum(shares)])


def u_of(field, m, prior):
    counts = np.array([RANDOM[field].get(level, 0) for level in LEVELS[field]], float)
    usual = usual_u(field)
    left = np.maximum(counts - counts.sum() * prior * m, 0) + 2000 * usual
    # What was met on no random pair is held to half of one, or to what is usual.
    least = np.minimum(0.5, (counts.sum() + 2000) * usual)
    least[[level == "swapped" for level in LEVELS[field]]] = 0
    left = np.maximum(left, least)
    return left / left.sum()


def main():
    place = {field: [LEVELS[field].index(row[column]) for row in PAIRS]
             for column, field in enumerate(LEVELS)}
    counts = np.array([row[2] for row in PAIRS], float)
    m = {field: usual_m(field) for field in LEVELS}
    prior = np.sqrt(2 * ALL_PAIRS) / 10 / ALL_PAIRS
    for _ in range(100_000):
        u = {field: u_of(field, m[field], prior) for field in LEVELS}
        odds = prior / (1 - prior) * np.prod(
            [m[field][place[field]] / u[field][place[field]] for field in LEVELS], axis=0)
        matches = counts * odds / (1 + odds)
        for field in LEVELS:
            seen = np.bincount(place[field], matches, len(LEVELS[field]))
            m[field] = (seen + 100 * usual_m(field)) / (seen.sum() + 100)
        prior = max(matches.sum(), 0.5) / ALL_PAIRS
    print("prior", prior)
    for field in LEVELS:
        u = u_of(field, m[field], prior)
        for level in ("same", "different"):
            at = LEVELS[field].index(level)
            print(field, level, "m", m[field][at], "u", u[at])


if __name__ == "__main__":
    main()
