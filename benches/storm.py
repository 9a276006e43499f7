"""Whether those who work wait behind a storm of sign-ins.

    cargo build --release -p waymark -p load && python3 benches/storm.py

Case pages are asked for by an invented worker who is signed in, over 16 connections, of `waymark
demo` on SQLite; first alone, then while others sign in as fast as they are answered: with addresses
of mail that nobody has, a new one each time, so that each is hashed until the whole is slowed; and with
one and the same address. The two turn by turn, several times. The bar:
case pages keep 0.8 of their rate. The storm runs on the same machine and takes processor time of its
own, which counts against it.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.parse

from record import FORM, HERE, MANAGER, Server, load, told

BAR = 0.8
STORMERS = "8"


def sign_in(email, password):
    return {
        "method": "POST",
        "path": "/sign-in",
        "headers": {"content-type": FORM},
        "body": urllib.parse.urlencode({"email": email, "password": password}),
    }


def storms():
    """Each with its requests."""
    unknown = [sign_in(f"nobody-{number}@example.org", "four words to remember") for number in range(20_000)]
    one = [sign_in("nobody@example.org", "four words to remember")]
    return [("addresses that nobody has", unknown), ("one address", one)]


class Storm:
    """Sign-ins as fast as they are answered, until the block ends."""

    def __init__(self, asked, host, requests, folder, seconds):
        self.file = os.path.join(folder, "storm.json")
        with open(self.file, "w") as out:
            json.dump(requests, out)
        self.words = [
            asked.load, "--server", host, "--requests", self.file, "--connections", STORMERS,
            "--seconds", str(seconds),
        ]

    def __enter__(self):
        self.child = subprocess.Popen(self.words, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_):
        line, _ = self.child.communicate()
        if self.child.returncode:
            sys.exit("the storm could not be made")
        self.seen = json.loads(line)


def tried(asked, server, folder):
    """The share of its rate that a case page keeps, under each storm; whether all are above the bar."""
    cookie = server.signed_in(MANAGER)
    page = server.page("/cases", cookie)
    start = 'href="/cases/'
    cases = sorted({"/cases/" + part.split('"', 1)[0] for part in page.split(start)[1:]})
    cases = [case for case in cases if case.rsplit("/", 1)[1][:1].isdigit() or case.rsplit("/", 1)[1][:1].isupper()]
    if not cases:
        sys.exit("the caseload shows no case")
    requests = [{"path": case, "headers": {"cookie": cookie}} for case in cases]
    seconds = ["--seconds", str(asked.seconds)]
    good = True
    for name, storm in storms():
        shares = []
        for _ in range(asked.turns):
            alone = load(asked, server.host, requests, folder, *seconds)
            with Storm(asked, server.host, storm, folder, asked.seconds + 1) as blowing:
                under = load(asked, server.host, requests, folder, *seconds)
            for one in alone, under:
                if one["answered"] != one["requests"]:
                    sys.exit(f"not all case pages were answered: {one['statuses']}")
            shares.append(under["per_second"] / alone["per_second"])
        told("case page alone", alone)
        told(f"  {name}", under)
        storm = blowing.seen
        print(f"  {'  the storm':<34} {storm['requests'] / asked.seconds:>8.0f} a second   {storm['statuses']}")
        share = statistics.median(shares)
        print(f"  {'  keeps':<34} {share:>8.2f} of its rate (bar {BAR}; {', '.join(f'{one:.2f}' for one in shares)})")
        good &= share >= BAR
    return good


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--size", default="1000", help="men")
    asked.add_argument("--seconds", type=float, default=5.0, help="of each measurement")
    asked.add_argument("--turns", type=int, default=3, help="how often each is measured")
    asked.add_argument("--target", default=os.path.join(HERE, "../target/release"))
    asked = asked.parse_args()
    asked.waymark, asked.load = (os.path.join(asked.target, name) for name in ("waymark", "load"))
    folder = tempfile.mkdtemp(prefix="waymark-storm-")
    try:
        data = os.path.join(folder, "data")
        words = [asked.waymark, "demo", "--port", "0", "--data", data, "--individuals", asked.size]
        with Server([*words, "--log-level", "warn"]) as server:
            sys.exit(0 if tried(asked, server, folder) else 1)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
