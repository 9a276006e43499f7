"""Random files of the minimum data set, made without Waymark.

    python3 synthesise.py --rows 800 --seed 3 --shape usual --out folder

Shapes: `usual`; `sparse` (most cells empty); `one_area`; `ties` (every wait one of three
values); `bare` (nothing but references and dates).
"""

import argparse
import csv
import datetime
import os
import random

AREAS = ["Birmingham", "Coventry", "Dudley", "Sandwell", "Solihull", "Walsall", "Wolverhampton"]
REASONS = ["denial", "unwilling_to_engage", "too_high_risk", "mental_health",
           "needs_alternate_support", "ineligible", "unknown"]
CLOSED = ["completed", "dropped_out", "broke_rules", "increased_risk", "withdrew", "moved", "other"]
ETHNICITIES = ["asian_pakistani", "black_caribbean", "white_british", "white", "mixed_other",
               "prefer_not_to_say", "unknown", "arab"]


def referrals(draw, rows, shape):
    keep = {"sparse": 0.3, "bare": 0.0}.get(shape, 0.9)

    def maybe(value):
        return value if draw.random() < keep else ""

    men = max(1, int(rows * 0.85))
    for place in range(rows):
        received = datetime.date(2017, 8, 1) + datetime.timedelta(days=draw.randrange(960))

        def after(days):
            wait = draw.choice([7, 14, 21]) if shape == "ties" else draw.randrange(-2, days)
            return maybe((received + datetime.timedelta(days=wait)).isoformat())

        outcome = draw.choice(["suitable", "suitable", "unsuitable", "pending", ""]) if shape != "bare" else ""
        sessions = draw.choice(["", 0, 1, 1, 2, 5, 9, 17, 30])
        closed = draw.choice(CLOSED) if draw.random() < 0.7 and shape != "bare" else ""
        yield {
            "referral_ref": f"R{place:06d}", "received_on": received.isoformat(),
            "individual_ref": maybe(f"M{draw.randrange(men):06d}"),
            "area": "Walsall" if shape == "one_area" else maybe(draw.choice(AREAS)),
            "plan": maybe(draw.choice(["cp", "cin", "early_help", "none", "unknown"])),
            "first_contact_on": after(9), "first_assessment_offered_on": after(60),
            "first_assessment_attended_on": after(90) if outcome else "",
            "first_session_offered_on": after(150) if outcome == "suitable" else "",
            "closed_on": (received + datetime.timedelta(days=draw.randrange(1, 400))).isoformat() if closed else "",
            "assessment_outcome": outcome,
            "unsuitable_reason": maybe(draw.choice(REASONS)) if outcome == "unsuitable" else "",
            "sessions_attended": 30 if closed == "completed" else sessions if shape != "bare" else "",
            "closure_reason": closed,
            "age_at_referral": maybe(draw.randrange(18, 70)), "ethnicity": maybe(draw.choice(ETHNICITIES)),
            "children": maybe(draw.choice([0, 1, 2, 2, 3, 5])),
        }


def support(draw, rows):
    types = ["face_to_face", "counselling", "group_work", "drop_in", "telephone", "written",
             "advocacy", "health", "other"]
    for place in range(rows):
        referred = datetime.date(2017, 9, 1) + datetime.timedelta(days=draw.randrange(900))

        def after(chance):
            days = datetime.timedelta(days=draw.randrange(30))
            return (referred + days).isoformat() if draw.random() < chance else ""

        yield {
            "support_ref": f"S{place:06d}", "referred_on": referred.isoformat(),
            "first_contact_on": after(0.8), "assessed_on": after(0.6), "started_on": after(0.4),
            "closed_on": after(0.3),
            "support_types": ";".join(draw.sample(types, draw.randrange(4))),
            "satisfaction": draw.choice(["", 1, 2, 3, 4, 5]), "health": draw.choice(["", -1, 0, 1]),
            "everyday_life": draw.choice(["", -1, 0, 1]), "safety": draw.choice(["", -1, 0, 1]),
        }


def write(path, rows):
    rows = list(rows)
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rows", type=int, default=800)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--shape", default="usual", choices=["usual", "sparse", "one_area", "ties", "bare"])
    asked.add_argument("--out", required=True)
    asked = asked.parse_args()
    os.makedirs(asked.out, exist_ok=True)
    draw = random.Random(asked.seed)
    write(os.path.join(asked.out, "referrals.csv"), referrals(draw, asked.rows, asked.shape))
    write(os.path.join(asked.out, "support.csv"), support(draw, max(1, asked.rows // 3)))
