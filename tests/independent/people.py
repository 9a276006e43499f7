"""Files of people of known truth for linkage, made without Waymark: names of `data/invented-names.csv`,
slips, gaps, moves, brothers, twins and namesakes, and shapes in which an estimate could go wrong.

    python3 people.py --records 800 --seed 1 --shape usual --out people.csv
"""

import argparse
import csv
import datetime
import os
import random

HERE = os.path.dirname(os.path.abspath(__file__))
COLUMNS = ["record_id", "forename", "surname", "date_of_birth", "postcode", "phone", "area", "person"]
AREAS = {"Birmingham": "B", "Coventry": "CV", "Dudley": "DY", "Walsall": "WS", "Wolverhampton": "WV"}
SYLLABLES = "al ber cor den fen gar hal jor kel lam mor nor per ros sal tan wen yar".split()
# Of how many people of a hundred there is a further record, and again one.
AGAIN = {"usual": 0.3, "few": 0.01, "many": 0.6, "none": 0.0}
SHAPES = ["usual", "few", "many", "none", "twice", "same", "bare", "undated", "unplaced", "one_surname",
          "namesakes", "swapped"]


def usual_names():
    with open(os.path.join(HERE, "../../data/invented-names.csv"), encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    return [[name for _, part, name in rows if part == wanted] for wanted in ("his", "surname")]


class Maker:
    def __init__(self, seed, shape):
        self.random, self.shape = random.Random(seed), shape
        self.names = usual_names()

    def name(self, which):
        """Some are of the usual names, some of syllables, and most of those are borne by one man."""
        if self.random.random() < 0.5:
            names = self.names[which]
            return names[int(len(names) * self.random.random() ** 2)]
        return "".join(self.random.choice(SYLLABLES) for _ in range(self.random.choice((2, 3)))).capitalize()

    def day(self, first=1950, last=2002):
        start = datetime.date(first, 1, 1)
        return start + datetime.timedelta(self.random.randrange((last - first) * 365))

    def place(self):
        area = self.random.choice(list(AREAS))
        draw = self.random
        code = f"{AREAS[area]}{draw.randrange(1, 20)} {draw.randrange(10)}{draw.choice('ABDEFG')}{draw.choice('HJLN')}"
        return area, code

    def number(self):
        return f"07{self.random.randrange(100, 1000)} {self.random.randrange(1_000_000):06}"

    def somebody(self):
        area, code = self.place()
        surname = "Khan" if self.shape == "one_surname" else self.name(1)
        return {"forename": self.name(0), "surname": surname, "born": self.day(), "postcode": code,
                "phone": self.number(), "area": area}

    def kin(self, of):
        kin, sort = dict(of, phone=self.number()), self.random.random()
        if sort < (0.8 if self.shape == "namesakes" else 0.2):
            kin["born"] = self.day(of["born"].year + 18, of["born"].year + 38)
        else:
            kin["forename"] = self.name(0)
            if sort < 0.9:
                kin["born"] = self.day(of["born"].year - 8, of["born"].year + 8)
        return kin

    def mistyped(self, text):
        place = self.random.randrange(len(text))
        letter = self.random.choice("abcdefghijklmnopqrstuvwxyz")
        kind = self.random.randrange(4)
        if kind == 0 and len(text) > 2:
            return text[:place] + text[place + 1:]
        if kind == 1:
            return text[:place] + letter + text[place:]
        if kind == 2 and place + 1 < len(text):
            return text[:place] + text[place + 1] + text[place] + text[place + 2:]
        return text[:place] + letter + text[place + 1:]

    def written(self, of, person):
        draw = self.random.random
        forename, surname = of["forename"], of["surname"]
        if draw() < 0.08:
            forename = self.mistyped(forename)
        elif draw() < 0.02:
            forename = forename[:1]
        if draw() < 0.06:
            surname = self.mistyped(surname)
        if draw() < (0.3 if self.shape == "swapped" else 0.02):
            forename, surname = surname, forename
        day, code, number = of["born"], of["postcode"], of["phone"]
        if draw() < 0.03 and day.day <= 12:
            day = day.replace(month=day.day, day=day.month)
        born = day.strftime("%d/%m/%Y" if draw() < 0.05 else "%Y-%m-%d")
        if draw() < 0.03:
            place = self.random.choice([place for place, sign in enumerate(born) if sign.isdigit()])
            born = born[:place] + str(self.random.randrange(10)) + born[place + 1:]
        if draw() < 0.01:
            born = f"about {day.year}"
        if draw() < 0.04:
            code = self.mistyped(code).upper()
        if draw() < 0.03:
            number = number[:-1] + str(self.random.randrange(10))
        row = {"forename": forename, "surname": surname, "date_of_birth": born, "postcode": code,
               "phone": number if draw() < 0.97 else "+44 " + number[1:], "area": of["area"], "person": person}
        gaps = {"forename": 0.01, "surname": 0.01, "date_of_birth": 0.05, "postcode": 0.1, "phone": 0.2, "area": 0.03}
        for column, share in gaps.items():
            if draw() < share:
                row[column] = ""
        return row

    def people(self, count):
        rows, before, person = [], None, 0
        while len(rows) < count:
            related = before and self.random.random() < (0.3 if self.shape == "namesakes" else 0.05)
            truth = self.kin(before) if related else self.somebody()
            now = dict(truth)
            again = AGAIN.get(self.shape, AGAIN["usual"])
            rows.append(self.written(now, person))
            while self.random.random() < again and len(rows) < count:
                if self.random.random() < 0.2:
                    now["area"], now["postcode"] = self.place()
                if self.random.random() < 0.2:
                    now["phone"] = self.number()
                rows.append(self.written(now, person))
            before, person = truth, person + 1
        return rows

    def file(self, count):
        if self.shape == "twice":
            rows = self.people((count + 1) // 2)
            rows = [dict(row, person=person) for person, row in enumerate(rows) for _ in range(2)][:count]
        elif self.shape == "same":
            rows = self.people(1) * count
        else:
            rows = self.people(count)
        emptied = {"bare": COLUMNS[1:-1], "undated": ["date_of_birth"], "unplaced": ["postcode", "phone", "area"]}
        rows = [dict(row, **dict.fromkeys(emptied.get(self.shape, []), "")) for row in rows]
        self.random.shuffle(rows)
        return [dict(row, record_id=f"R{place + 1:06}") for place, row in enumerate(rows)]


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--records", type=int, default=800)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--shape", choices=SHAPES, default="usual")
    asked.add_argument("--reversed", action="store_true", help="the same records, the last first")
    asked.add_argument("--out", required=True)
    asked = asked.parse_args()
    rows = Maker(asked.seed, asked.shape).file(asked.records)
    with open(asked.out, "w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, COLUMNS)
        out.writeheader()
        out.writerows(rows[::-1] if asked.reversed else rows)


if __name__ == "__main__":
    main()
