"""How two records of a file of people agree, field by field, and how frequent their values are.

Written again from docs/linkage.md; the table of sounds is that of `crates/linkage/src/names/sound.rs`,
short forms are read from `data/short-forms.csv`. Every pair of a file is compared, not candidates
alone, so that a file of one or two thousand records is the most.
"""

import collections
import csv
import datetime
import math
import os
import re
import unicodedata

import numpy as np

FIELDS = ["forename", "surname", "date_of_birth", "postcode", "phone", "area"]
LEVELS = {
    "forename": ["same", "short_form", "sounds_alike", "close", "somewhat_alike", "initial", "swapped",
                 "different"],
    "surname": ["same", "sounds_alike", "close", "somewhat_alike", "initial", "different"],
    "date_of_birth": ["same", "day_and_month_swapped", "one_digit", "same_year", "different"],
    "postcode": ["same", "one_edit", "sector", "district", "different"],
    "phone": ["same", "one_digit", "different"],
    "area": ["same", "different"],
}
NOT_COMPARED = -1
SHORT_FORMS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../data/short-forms.csv")
SOUNDS = [("szcz", "s"), ("sz", "s"), ("cz", "ç"), ("rz", "s"), ("eigh", "e"), ("ngh", "ng"), ("ght", "t"),
          ("mps", "ms"), ("mpt", "mt"), ("tch", "ç"), ("sch", "s"), ("ck", "k"), ("ph", "f"), ("ce", "s"),
          ("ci", "s"), ("cy", "s"), ("geo", "j"), ("ksh", "ks"), ("kh", "k"), ("gh", "g"), ("ch", "ç"),
          ("sh", "s"), ("jh", "j"), ("th", "t"), ("dh", "d"), ("bh", "b"), ("zh", "s"), ("x", "ks"),
          ("dj", "j"), ("ts", "s"), ("q", "k")]
TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "sir", "rev", "prof", "jnr", "snr"}


# Names

def folded(name):
    """The words of a name of Latin letters: small, without accents, points and titles, prefixes joined on."""
    letters = unicodedata.normalize("NFKD", name.lower()).translate(str.maketrans("łøđı", "lodi"))
    letters = "".join(letter for letter in letters if not unicodedata.combining(letter))
    plain = re.sub(r"[^a-z0-9]", " ", re.sub(r"['’‘ʼʻ`´.]", "", letters))
    words, before = [], ""
    for word in plain.split():
        if word in ("o", "mc", "mac", "al", "el", "ul", "ur"):
            before += word
        elif word in ("md", "mohd", "muhd"):
            words.append(before + "mohammed")
            before = ""
        elif word not in TITLES or before:
            words.append(before + word)
            before = ""
    return tuple(words + [before] * bool(before))


def sound(word):
    if word[:2] in ("wr", "kn"):
        word = word[1:]
    spoken = re.sub("|".join(there for there, _ in SOUNDS), lambda found: dict(SOUNDS)[found.group()], word)
    heard = ""
    for place, letter in enumerate(spoken):
        before = spoken[place - 1] if place else ""
        vowel_next = spoken[place + 1:place + 2] in tuple("aeiou")
        if letter == before:
            continue
        if letter in "aeiou":
            heard += "" if before else "a"
        elif letter in "yh":
            heard += "" if before else letter
        elif letter == "w" and before and before in "aeiou" and not vowel_next:
            continue
        else:
            heard += {"w": "f", "v": "f", "c": "k", "z": "s"}.get(letter, letter)
    return heard


def heard(words):
    return "".join(sound(word) for word in words) if words else None


def jaro_winkler(a, b):
    """Of the first 24 letters, the letters of the shorter sought in the longer."""
    long, short = sorted((a[:24], b[:24]), key=lambda text: (len(text), text), reverse=True)
    reach = max(len(long) // 2 - 1, 0)
    met, ours = set(), []
    for place, letter in enumerate(short):
        for other in range(max(place - reach, 0), min(place + reach + 1, len(long))):
            if other not in met and long[other] == letter:
                met.add(other)
                ours.append(letter)
                break
    if not met:
        return 0.0
    crossed = sum(long[place] != letter for place, letter in zip(sorted(met), ours))
    common = len(met)
    jaro = (common / len(long) + common / len(short) + (common - crossed // 2) / common) / 3
    prefix = len(os.path.commonprefix([long[:4], short[:4]]))
    return jaro + 0.1 * prefix * (1 - jaro) if jaro > 0.7 else jaro


def families():
    found = collections.defaultdict(set)
    with open(SHORT_FORMS, encoding="utf-8") as file:
        for name, short in list(csv.reader(file))[1:]:
            found[name].add(name)
            found[short].add(name)
    return found


FAMILIES = families()


def names_agree(a, b, are_forenames):
    """The level of two names that are there: words, folded."""
    if a == b:
        return "same"
    if are_forenames and FAMILIES.get(a[0], set()) & FAMILIES.get(b[0], set()):
        return "short_form"
    if heard(a) == heard(b):
        return "sounds_alike"
    x, y = "".join(a), "".join(b)
    shared = (len(a) > 1 or len(b) > 1) and set(a[:2]) & set(b[:2])
    # The likeness is at most that of names with all these letters in order.
    common = sum((collections.Counter(x[:24]) & collections.Counter(y[:24])).values())
    bound = (common / min(len(x), 24) + common / min(len(y), 24) + 1) / 3 if common else 0
    likeness = jaro_winkler(x, y) if bound > 0.65 else 0
    # 0.92 and 0.80 are reached exactly by names of five letters and of three; no rounding decides there.
    if likeness > 0.92 - 1e-9 or shared:
        return "close"
    if likeness > 0.80 - 1e-9:
        return "somewhat_alike"
    return "initial" if 1 in (len(x), len(y)) and x[0] == y[0] else "different"


# Dates, postcodes, telephones

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def born(text):
    """Eight digits, those that are not there 15; None where there is nothing to compare."""
    text = text.strip()
    year_first = re.fullmatch(r"(\d{4})-?(\d\d)-?(\d\d)", text)
    day_first = re.fullmatch(r"(\d\d?)[/. -](\d\d?|[A-Za-z]{3,})[/. -](\d{4})", text)
    try:
        if year_first:
            day = datetime.date(*map(int, year_first.groups()))
        elif day_first:
            day, month, year = day_first.groups()
            month = int(month) if month.isdigit() else MONTHS.index(month[:3].lower()) + 1
            day = datetime.date(int(year), month, int(day))
        else:
            day = None
    except ValueError:
        day = None
    # Further back or ahead nobody is born: a slip, and no date.
    if day and not 1880 <= day.year <= 2100:
        day = None
    digits = [int(digit) for digit in (day.strftime("%Y%m%d") if day else re.sub(r"\D", "", text)[:8])]
    return tuple(digits + [15] * (8 - len(digits))) if any(digits) else None


def one_digit(a, b):
    """Where rows of digits differ in one, or in two neighbours that changed places."""
    differ = a != b
    count = differ.sum(axis=1)
    swapped = np.zeros(len(a), bool)
    for place in range(a.shape[1] - 1):
        swapped |= (differ[:, place] & differ[:, place + 1] & (a[:, place] == b[:, place + 1])
                    & (a[:, place + 1] == b[:, place]))
    return (count == 1) | ((count == 2) & swapped)


def postcode(text):
    return re.sub(r"[^A-Z0-9]", "", text.upper())[:8]


def is_whole(code):
    return re.fullmatch(r"[A-Z][A-Z0-9]{1,3}\d[A-Z]{2}", code) is not None


def district(code):
    if is_whole(code):
        return code[:-3]
    return code if 2 <= len(code) <= 4 and code[0].isalpha() else None


def one_edit(a, b):
    if len(a) < len(b):
        a, b = b, a
    if len(a) == len(b):
        places = [place for place, (x, y) in enumerate(zip(a, b)) if x != y]
        return len(places) == 1 or (len(places) == 2 and places[1] == places[0] + 1
                                    and a[places[0]] == b[places[1]] and a[places[1]] == b[places[0]])
    return len(a) == len(b) + 1 and any(a[:place] + a[place + 1:] == b for place in range(len(a)))


def postcodes_agree(a, b):
    if a == b:
        return "same"
    if one_edit(a, b):
        return "one_edit"
    if district(a) is None or district(a) != district(b):
        return "different"
    return "sector" if is_whole(a) and is_whole(b) and a[:-2] == b[:-2] else "district"


def phone(text):
    digits = re.sub(r"\D", "", text)
    abroad = text.strip().startswith("+") or digits.startswith("00")
    digits = digits.lstrip("0")
    if digits.startswith("44") and (abroad or len(digits) == 12):
        digits = digits[2:].lstrip("0")
    return digits[-15:] if len(digits) >= 5 else ""


# A file

def by_value(values, agree):
    """A table of levels for every two different values."""
    different = sorted(set(values))
    at = {value: place for place, value in enumerate(different)}
    table = np.zeros((len(different), len(different)), np.int8)
    for one, a in enumerate(different):
        for other in range(one + 1, len(different)):
            table[one, other] = table[other, one] = agree(a, different[other])
    return table, np.array([at[value] for value in values])


def counted(values):
    """Of each record how many others have its value."""
    counts = collections.Counter(values)
    return np.array([counts[value] - 1 for value in values], float)


def eighths(others):
    """Frequencies are kept in eighths of an octave."""
    return 2 ** (np.floor(8 * np.log2(np.maximum(others, 1)) + 0.5) / 8)


def octaves(others):
    return 2 ** np.floor(np.log2(np.maximum(others, 1)) + 0.5)


class File:
    """Records, and every pair of them: `level[field]` and `others[field]`, how many others have the
    value by which a pair agrees, NaN where a level counts no frequency."""

    def __init__(self, rows):
        def of(column):
            return [row.get(column) or "" for row in rows]
        self.ids = of("record_id")
        self.count = len(rows)
        self.names = [[folded(text) for text in of(column)] for column in FIELDS[:2]]
        self.heard = [[heard(words) for words in names] for names in self.names]
        self.born = [born(text) for text in of("date_of_birth")]
        self.postcodes = [postcode(text) for text in of("postcode")]
        self.phones = [phone(text) for text in of("phone")]
        self.areas = [text.strip().lower() for text in of("area")]
        values = [*self.names, self.born, self.postcodes, self.phones, self.areas]
        self.recorded = {field: sum(map(bool, column)) for field, column in zip(FIELDS, values)}
        self.one, self.other = np.triu_indices(self.count, 1)
        self.level, self.others = {}, {}
        if self.count > 1:
            self.compare()

    def compare(self):
        one, other = self.one, self.other
        for which, field in enumerate(FIELDS[:2]):
            self.compare_names(which, field)
        self.find_swapped()
        self.compare_dates()
        levels = LEVELS["postcode"]
        table, at = by_value(self.postcodes, lambda a, b: levels.index(postcodes_agree(a, b)))
        self.set("postcode", self.postcodes, table[at[one], at[other]], eighths(counted(self.postcodes)))
        digits = np.array([[int(digit) for digit in number.rjust(15, "0")] for number in self.phones])
        same = (digits[one] == digits[other]).all(axis=1)
        near = one_digit(digits[one], digits[other])
        self.set("phone", self.phones, np.where(same, 0, np.where(near, 1, 2)), eighths(counted(self.phones)))
        areas = np.unique(self.areas, return_inverse=True)[1]
        self.set("area", self.areas, np.where(areas[one] == areas[other], 0, 1), eighths(counted(self.areas)))
        # It follows from postcodes that agree in anything.
        agree = (self.level["postcode"] >= 0) & (self.level["postcode"] < levels.index("different"))
        self.level["area"][agree], self.others["area"][agree] = NOT_COMPARED, np.nan

    def set(self, field, values, level, others):
        """Levels of a field, not compared where one of the two is not recorded."""
        there = np.array([bool(value) for value in values])
        both = there[self.one] & there[self.other]
        self.level[field] = np.where(both, level, NOT_COMPARED)
        self.others[field] = np.where(self.level[field] == 0, others[self.one], np.nan)

    def compare_names(self, which, field):
        levels, names = LEVELS[field], self.names[which]

        def agree(a, b):
            return levels.index(names_agree(a, b, which == 0)) if a and b else 0
        table, at = by_value(names, agree)
        self.set(field, names, table[at[self.one], at[self.other]], eighths(counted(names)))
        alike = self.level[field] == levels.index("sounds_alike")
        self.others[field][alike] = octaves(counted(self.heard[which]))[self.one][alike]
        if which == 1:
            self.given_forename()

    def given_forename(self):
        """Where both names are the same, a surname is as frequent as among bearers of the forename."""
        both = list(zip(*self.names))
        days = collections.defaultdict(set)
        for name, day in zip(both, self.born):
            days[name].add(day)
        bearers = np.array([len(days[name]) if all(name) else 1 for name in both], float)
        scaled = (bearers - 2) * self.count / np.maximum(counted(self.names[0]), 1)
        # Both are steps of an eighth of an octave, and the greater is taken.
        given = np.maximum(eighths(counted(self.names[1])), eighths(scaled))
        full = (self.level["forename"] == 0) & (self.level["surname"] == 0)
        self.others["surname"][full] = given[self.one][full]

    def find_swapped(self):
        forenames, surnames = self.heard
        first = np.array([str(sound) for sound in forenames])
        last = np.array([str(sound) for sound in surnames])
        there = np.array([a is not None and b is not None for a, b in zip(forenames, surnames)])
        one, other = self.one, self.other
        crossed = (first[one] == last[other]) & (last[one] == first[other]) & there[one] & there[other]
        # Names that sound alike are the same either way.
        self.turned_pairs = int((crossed & (first[one] != last[one])).sum())
        agree = np.zeros(len(one), bool)
        for field in FIELDS[:2]:
            for level in ("same", "sounds_alike"):
                agree |= self.level[field] == LEVELS[field].index(level)
        swapped = crossed & ~agree
        self.level["forename"][swapped] = LEVELS["forename"].index("swapped")
        self.level["surname"][swapped], self.others["surname"][swapped] = NOT_COMPARED, np.nan
        for pair in np.flatnonzero(swapped):
            self.others["forename"][pair] = self.turned_others(first[one[pair]], last[one[pair]])

    def turned_others(self, a, b):
        """How many strangers bear two names either way: the harmonic mean of how many people bear
        each, by their birthdays, or of as many as would by chance."""
        sides = [{day for day, x, y in zip(self.born, *self.heard) if (x, y) == way} for way in ((a, b), (b, a))]
        pairs = max(len(sides[0]) * len(sides[1]) - len(sides[0] & sides[1]) - 1, 0)
        people = 2 * pairs / (len(sides[0]) + len(sides[1]))
        borne = [[sounds.count(name) for name in (a, b)] for sounds in self.heard]
        ways = [borne[0][0] * borne[1][1] / self.count, borne[0][1] * borne[1][0] / self.count]
        chance = 2 * ways[0] * ways[1] / sum(ways) if sum(ways) else 0
        others = max(people, chance)
        return 2.0 ** (min(max(math.floor(math.log2(others) + 8.5), 0), 23) - 8) if others else 2.0 ** -8

    def compare_dates(self):
        digits = np.array([day or (0,) * 8 for day in self.born])
        a, b = digits[self.one], digits[self.other]
        parts = digits[:, 4:].reshape(-1, 2, 2) @ [16, 1]
        parts.sort(axis=1)
        same, year = (a == b).all(axis=1), (a[:, :4] == b[:, :4]).all(axis=1)
        turned = year & (parts[self.one] == parts[self.other]).all(axis=1)
        level = np.select([same, turned, one_digit(a, b), year], [0, 1, 2, 3], 4)
        self.set("date_of_birth", self.born, level, eighths(counted(self.born)))

    def candidates(self):
        """The pairs that one of the six rules brings together. No key of these files gathers so many
        records that it is split."""
        def number(values, none):
            values = ["" if value is None else str(value) for value in values]
            at = np.unique(values, return_inverse=True)[1]
            return at, np.array([value != none for value in values])

        def meet(values, none="", others=None):
            at, there = number(values, none)
            if others is None:
                return (at[self.one] == at[self.other]) & there[self.one] & there[self.other]
            at, there = number([*values, *others], none)
            a, b = at[:self.count], at[self.count:]
            x, y = there[:self.count], there[self.count:]
            return (a[self.one] == b[self.other]) & x[self.one] & y[self.other]
        first, last = [["".join(words)[:1] for words in names] for names in self.names]
        years = ["" if day is None else str(day[:4]) for day in self.born]
        either = ["" if day is None else str((day[:4], sorted((day[4:6], day[6:])))) for day in self.born]
        forename, surname, year, day = meet(first), meet(last), meet(years), meet(either)
        telephone = meet(self.phones)
        besides = (forename | surname | meet(first, "", last) | meet(last, "", first) | year | telephone)
        sounds = [["" if sound is None else "=" + sound for sound in of] for of in self.heard]
        names = ((meet(sounds[0]) & meet(sounds[1]))
                 | (meet(sounds[0], "", sounds[1]) & meet(sounds[1], "", sounds[0])))
        return np.array([telephone, meet(self.postcodes) & besides, names, day & forename, day & surname,
                         meet(sounds[1]) & year & forename])
