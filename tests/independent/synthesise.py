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
RELIGIONS = ["no_religion", "christian", "muslim", "sikh", "prefer_not_to_say", "unknown"]
NEEDS = ["interpreter", "disability", "mental_health", "substance_use", "learning", "other"]
SERVICES = ["substance_use", "mental_health", "housing", "debt", "parenting", "probation", "other"]
ANSWERS = ["yes", "no", "unknown", ""]


def some(draw, codes):
    return ";".join(draw.sample(codes, draw.choice([0, 0, 1, 1, 2, 3])))


def referrals(draw, rows, shape, cases):
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
            "support_ref": maybe(f"S{draw.randrange(cases + 2):06d}") if draw.random() < 0.4 else "",
            "source": maybe(draw.choice(["children_services", "police", "self", "unknown"])),
            "acknowledged_on": after(6),
            "first_contact_on": after(9), "first_assessment_offered_on": after(60),
            "first_assessment_attended_on": after(90) if outcome else "",
            "decided_on": after(120) if outcome or draw.random() < 0.1 else "",
            "first_session_offered_on": after(150) if outcome == "suitable" else "",
            "first_session_attended_on": after(200) if outcome == "suitable" or draw.random() < 0.1 else "",
            "closed_on": (received + datetime.timedelta(days=draw.randrange(1, 400))).isoformat() if closed else "",
            "assessment_outcome": outcome,
            "unsuitable_reason": maybe(draw.choice(REASONS)) if outcome == "unsuitable" else "",
            "sessions_attended": 30 if closed == "completed" else sessions if shape != "bare" else "",
            "closure_reason": closed,
            "age_at_referral": maybe(draw.randrange(18, 70)), "ethnicity": maybe(draw.choice(ETHNICITIES)),
            "religion": maybe(draw.choice(RELIGIONS)), "needs": maybe(some(draw, NEEDS)),
            "other_services": maybe(some(draw, SERVICES)),
            "relationship": maybe(draw.choice(["together", "separated", "unknown"])),
            "risk_level": maybe(draw.choice(["standard", "medium", "high", "unknown"])),
            "delivery": maybe(draw.choice(["group", "one_to_one", "blended"])),
            "children": maybe(draw.choice([0, 1, 2, 2, 3, 5])),
            "children_ages": maybe(";".join(str(draw.randrange(18)) for _ in range(draw.randrange(4)))),
        }


def support(draw, rows):
    types = ["face_to_face", "counselling", "group_work", "drop_in", "telephone", "written",
             "advocacy", "health", "other"]
    for place in range(rows):
        referred = datetime.date(2017, 9, 1) + datetime.timedelta(days=draw.randrange(900))

        def after(chance):
            days = datetime.timedelta(days=draw.randrange(30))
            return (referred + days - datetime.timedelta(days=2)).isoformat() if draw.random() < chance else ""

        yield {
            "support_ref": f"S{place:06d}",
            "referred_on": referred.isoformat() if draw.random() < 0.9 else "",
            "provider": draw.choice(["Haven", "Women's Aid", "Haven", ""]),
            "area": draw.choice([*AREAS, ""]),
            "closure_reason": draw.choice(["needs_met", "declined", "other", "", ""]),
            "sessions": draw.choice(["", 0, 3, 12]), "children": draw.choice(["", 0, 1, 2]),
            "age_at_referral": draw.choice(["", 17, 18, 24, 25, 44, 45, 54, 55, 71]),
            "ethnicity": draw.choice(["", *ETHNICITIES]), "religion": draw.choice(["", *RELIGIONS]),
            "needs": some(draw, NEEDS),
            "informed": draw.choice(["", -1, 0, 1]), "confidence_to_report": draw.choice(["", -1, 0, 1]),
            "first_contact_on": after(0.8), "assessed_on": after(0.6), "started_on": after(0.4),
            "closed_on": after(0.3),
            "support_types": ";".join(draw.sample(types, draw.randrange(4))),
            "satisfaction": draw.choice(["", 1, 2, 3, 4, 5]), "health": draw.choice(["", -1, 0, 1]),
            "everyday_life": draw.choice(["", -1, 0, 1]), "safety": draw.choice(["", -1, 0, 1]),
        }


def interviews(draw, rows):
    for place in range(rows):
        def day(chance):
            when = datetime.date(2019, 1, 1) + datetime.timedelta(days=draw.randrange(300))
            return when.isoformat() if draw.random() < chance else ""

        yield {
            "interview_ref": f"I{place:04d}",
            "group": draw.choice(["stakeholder", "social_worker", "social_worker", "ex_partner", "perpetrator", ""]),
            "organisation": draw.choice(["West Midlands Police", "Haven", ""]),
            "area": draw.choice([*AREAS, "Birmingham and Solihull", ""]),
            "phase": draw.choice([1, 2, 3, 3, ""]), "contacted_on": day(0.9), "arranged_on": day(0.6),
            "done_on": day(0.5), "outcome": draw.choice(["done", "done", "declined", "no_reply", "cancelled", ""]),
        }


def measures(draw, men, women):
    """Four instruments: one of yes and no, one of many values, one of few, and one of one item."""
    instruments = {"check": (["a", "b"], [0, 1]), "impact": (["harm.1", "harm.2", "fear.1"], range(101)),
                   "scale": (["x.1", "x.2", "y.1", "z"], [1, 2, 3, 4, 5]), "flag": (["only"], [0, 1])}
    for case in [*men, *women]:
        for instrument, (items, values) in instruments.items():
            if draw.random() < 0.6:
                continue
            informant = draw.choice(["him", "worker"]) if case in men else draw.choice(["her", "child"])
            for point, chance in [("T0", 0.3), ("T1", 0.8), ("T2", 0.4), ("T3", 0.7), ("T4", 0.2), ("review", 0.1)]:
                if draw.random() > chance:
                    continue
                # Some answers are given twice on other days; some instruments change version midway.
                version = draw.choice([1, 1, 1, 1, 2])
                for item in items:
                    for again in range(1 + (draw.random() < 0.1)):
                        if draw.random() < 0.85:
                            taken = datetime.date(2018, 1, 1) + datetime.timedelta(
                                days=draw.randrange(100) * 2 + again)
                            yield {"case_ref": case, "informant": informant, "instrument": instrument,
                                   "version": version, "point": point, "taken_on": taken.isoformat(),
                                   "item": item, "value": draw.choice(values)}


def incidents(draw, men, rows):
    kinds = ["physical", "sexual", "emotional", "coercive_control", "economic", "stalking", "digital", "other", ""]
    sources = ["police", "him", "her", "programme", "support", "children_services", "other", ""]
    for _ in range(rows):
        when = datetime.date(2017, 6, 1) + datetime.timedelta(days=draw.randrange(1100))
        yield {"referral_ref": draw.choice(men), "occurred_on": when.isoformat(), "kind": draw.choice(kinds),
               "source": draw.choice(sources), "severity": draw.choice(["", 1, 2, 3, 4]),
               "police_called": draw.choice(ANSWERS), "children_present": draw.choice(ANSWERS),
               "arrested": draw.choice(ANSWERS), "charged": draw.choice(ANSWERS)}


def activity(draw, rows):
    for _ in range(rows):
        held = datetime.date(2018, 1, 8) + datetime.timedelta(days=draw.randrange(400))
        yield {"area": draw.choice([*AREAS, ""]), "held_on": held.isoformat(),
               "kind": draw.choice(["group", "group", "one_to_one", "motivational", "reminder", ""]),
               "content": draw.choice(["", "understanding"]), "places": draw.choice(["", 8, 12]),
               "attended": draw.choice(["", 0, 3, 7, 9])}


TARGETS = [("referrals", 900, "to 2020", ""), ("completed", 432, "three years", ""),
           ("sessions_per_week", 9, "a week", ""), ("started", 77, "a year", "Walsall"),
           ("funding_programme", 500000, "two years", ""), ("funding_support", 200000, "two years", "")]


def write(path, rows):
    rows = list(rows)
    if not rows:
        return
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
    cases = max(1, asked.rows // 3)
    men = list(referrals(draw, asked.rows, asked.shape, cases))
    women = list(support(draw, cases))
    write(os.path.join(asked.out, "referrals.csv"), men)
    write(os.path.join(asked.out, "support.csv"), women)
    if asked.shape != "bare":
        few = asked.shape == "sparse"
        men, women = [man["referral_ref"] for man in men], [woman["support_ref"] for woman in women]
        write(os.path.join(asked.out, "interviews.csv"), interviews(draw, 90))
        write(os.path.join(asked.out, "measures.csv"),
              measures(draw, men[:12] if few else men[:150], women[:4] if few else women[:80]))
        write(os.path.join(asked.out, "incidents.csv"), incidents(draw, men, 40 if few else 4 * asked.rows))
        write(os.path.join(asked.out, "activity.csv"), activity(draw, 5 if few else 400))
        write(os.path.join(asked.out, "targets.csv"),
              [dict(zip(["output", "target", "period", "area"], target)) for target in TARGETS])
