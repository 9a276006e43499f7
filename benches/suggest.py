"""Suggestions that a man is known already, measured: the page that shows them.

    cargo build --release -p waymark && python3 benches/suggest.py --sizes 1000,1000000
    python3 benches/suggest.py --sizes 1000 --database 'postgres://waymark@127.0.0.1/suggest_{size}'

In a record of so many invented men (`waymark demo` on SQLite), as the manager of their programme,
the page of screening and allocation is asked for, one at a time: it reads the case, looks for the
keys of several values, opens the few candidates and compares them. Beside it, by turns, the overview
of the same cases, which does all that and looks for nothing: what is between the two is what the
suggestion costs. How many men were suggested is told, so that a page that finds nobody is no good
figure.

With `--database` the record is one of its own, on PostgreSQL or in a file of SQLite: an empty
database for each size, which is filled by `waymark cohort --named` and `waymark import`, how long
that takes being told, and served by `waymark serve` to a manager who signs in with a second factor.
A database that was filled so before is used again, with the key in `--folder`.
"""

import argparse
import base64
import hashlib
import hmac
import os
import re
import secrets
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time

from record import MANAGER, Server, hidden

HERE = os.path.dirname(os.path.abspath(__file__))


def cases(server, cookie, most):
    """Addresses of cases, page after page of the list."""
    found, page = [], "/cases"
    while page and len(found) < most:
        text = server.page(page, cookie)
        found += re.findall(r'href="(/cases/[A-Z0-9][A-Z0-9-]+)"', text)
        after = re.search(r'href="(/cases\?[^"]*after=[^"]*)"', text)
        page = after and after.group(1).replace("&amp;", "&")
    return sorted(set(found))[:most]


def told(name, times):
    cut = statistics.quantiles(times, n=100)
    print(f"  {name:<34} p50 {cut[49]:7.2f} ms   p95 {cut[94]:7.2f} ms   p99 {cut[98]:7.2f} ms")
    return cut[94]


def demonstration(asked, folder, size):
    """How the demonstration of a size is served, and its manager signed in."""
    data = os.path.join(folder, str(size))
    words = [asked.waymark, "demo", "--port", "0", "--data", data, "--individuals", str(size), "--log-level", "warn"]
    if not os.path.exists(os.path.join(data, "record.db")):
        start = time.monotonic()
        with Server(words):
            pass
        print(f"  {'loaded in':<34} {time.monotonic() - start:>8.1f} seconds")
    return words, lambda server: server.signed_in(MANAGER)


EMAIL, PASSWORD = "manager@example.org", "four words to remember"
HERS = "support.manager@example.org"
AREAS = "Birmingham,Coventry,Dudley,Sandwell,Solihull,Walsall,Wolverhampton"


def kept(asked, folder, size):
    """The same of a record of its own, filled by import where it is empty."""
    os.environ["WAYMARK_DATABASE"] = asked.database.replace("{size}", str(size))
    os.environ["WAYMARK_MASTER_KEY_FILE"] = key = os.path.join(folder, "master.key")
    os.makedirs(folder, exist_ok=True)
    if not os.path.exists(key):
        with open(os.open(key, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(secrets.token_hex(32))

    def waymark(*words, typed=""):
        done = subprocess.run([asked.waymark, *words], input=typed, text=True, capture_output=True)
        if done.returncode:
            sys.exit(f"waymark {' '.join(words)} ended with {done.returncode}:\n{done.stderr[-2000:]}")
        return done.stdout

    there = subprocess.run([asked.waymark, "user", "list"], text=True, capture_output=True)
    if EMAIL not in there.stdout:
        waymark("programme", "add", "My Time")
        waymark("organisation", "add", "Turnpike", "--kind", "programme", "--areas", AREAS)
        waymark("organisation", "add", "Harbour", "--kind", "support", "--areas", AREAS)
        for email, of, role in (EMAIL, "Turnpike", "programme_manager"), (HERS, "Harbour", "support_manager"):
            words = ["user", "add", email, "--name", "Invented", "--organisation", of, "--role", role]
            waymark(*words, "--password-stdin", typed=PASSWORD + "\n")
        files = os.path.join(folder, f"cohort-{size}")
        waymark("cohort", "--named", "--individuals", str(size), "--out", files)
        named = ["--referrals", os.path.join(files, "referrals.csv"), "--support", os.path.join(files, "support.csv")]
        start = time.monotonic()
        said = waymark("import", "--commit", "--by", EMAIL, "--by", HERS, *named)
        print(f"  {'imported in':<34} {time.monotonic() - start:>8.1f} seconds   {said.strip()}")
        shutil.rmtree(files)
    # What the manager signs in with was shown to a run before: it is set up anew.
    waymark("user", "reset", EMAIL)
    heads = os.path.join(folder, f"heads-{size}")
    return [asked.waymark, "serve", "--port", "0", "--audit-heads", heads, "--log-level", "warn"], signed_in


def signed_in(server):
    """The cookie of the manager: password, and a code of an app that is set up for it."""
    form = {"email": EMAIL, "password": PASSWORD}
    status, headers, text = server.ask("POST", "/sign-in", "", form)
    if status != 303:
        sys.exit(f"the manager was not signed in: {status}\n{text[:2000]}")
    cookie = headers["Set-Cookie"].split(";")[0]
    token = hidden(server.page("/second-factor", cookie), "form-token")
    server.ask("POST", "/second-factor/app/begin", cookie, {"form-token": token})
    told = re.search(r'waymark-secret">([^<]+)<', server.page("/second-factor/app", cookie)).group(1)
    secret = told.replace(" ", "")
    secret = base64.b32decode(secret + "=" * (-len(secret) % 8))
    tag = hmac.new(secret, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    from_ = tag[19] & 15
    code = (struct.unpack(">I", tag[from_ : from_ + 4])[0] & 0x7FFFFFFF) % 1_000_000
    form = {"form-token": token, "code": f"{code:06}"}
    status, headers, text = server.ask("POST", "/second-factor/app", cookie, form)
    if status != 303:
        sys.exit(f"the code was not taken: {status}\n{text[:2000]}")
    return headers["Set-Cookie"].split(";")[0]


def of_size(asked, folder, size):
    print(f"{size:,} men")
    words, sign_in = (kept if asked.database else demonstration)(asked, folder, size)
    with Server(words) as server:
        cookie = sign_in(server)
        addresses = cases(server, cookie, asked.cases)
        if not addresses:
            sys.exit("the record lists no case")
        times = {"/allocation": [], "": []}
        suggested = bounded = 0
        for turn in range(asked.turns + 1):
            for address in addresses:
                for page, taken in times.items():
                    start = time.perf_counter()
                    text = server.page(address + page, cookie)
                    taken.append((time.perf_counter() - start) * 1e3)
                    if page and not turn:
                        suggested += "Almost certainly the same man" in text or "ikely the same man" in text
                        bounded += "left out of the look" in text
            if not turn:
                # The first time round is told as it is, and warms the rest.
                first = times["/allocation"][:]
                times = {page: [] for page in times}
        told("first time round, allocation", first)
        allocation = told("allocation, with suggestions", times["/allocation"])
        overview = told("overview of the same cases", times[""])
        print(f"  {'p95 of the suggestion, about':<34} {allocation - overview:11.2f} ms")
        print(f"  {'cases with somebody suggested':<34} {suggested:8} of {len(addresses)}")
        print(f"  {'where a key was left out':<34} {bounded:8} of {len(addresses)}")


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--sizes", default="1000", help="men, separated by commas")
    asked.add_argument("--cases", type=int, default=300, help="of how many the pages are asked for")
    asked.add_argument("--turns", type=int, default=3, help="how often, after the first time round")
    asked.add_argument("--target", default=os.path.join(HERE, "../target/release"))
    asked.add_argument("--folder", help="where the records are kept and used again; gone at the end without it")
    asked.add_argument("--database", metavar="URL", help="an empty database instead; {size} in it is the number of men")
    asked = asked.parse_args()
    asked.waymark = os.path.join(asked.target, "waymark")
    folder = asked.folder or tempfile.mkdtemp(prefix="waymark-bench-")
    try:
        for size in (int(size) for size in asked.sizes.split(",")):
            of_size(asked, folder, size)
    finally:
        if not asked.folder:
            shutil.rmtree(folder)


if __name__ == "__main__":
    main()
