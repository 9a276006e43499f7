"""Pages while a storm of sign-ins goes on: what is left of their rate.

    cargo build --release -p waymark -p load && python3 benches/storm.py

`waymark serve` on SQLite, as behind a proxy that names whoever asks, with the record of the
demonstration. A manager who is signed in asks for cases and caseload over 16 connections: first
alone; then while people sign in, each from an address of their own, with the right password, half
of them in browsers that signed in before; alone again; then while passwords are guessed, of those
who exist and of nobody, from everywhere; and alone once more: so in each round. What is asked in
the storm, and the storm itself, run on the same machine. The bar is 0.8 of the rate alone, by the
middle one of the rounds, of each storm; a round counts against the faster of the two rates alone
that are beside it.
"""

import argparse
import base64
import hashlib
import hmac
import http.client
import json
import os
import re
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import urllib.parse

from record import FORM, HERE, Server, disk, hidden, load, told

HOST = "storm.example"
PASSWORD = "four words to remember"
MANAGER = "manager@storm.example"
BAR = 0.8


class Service(Server):
    """`waymark serve`, asked as a proxy asks it."""

    def ask(self, method, path, cookie="", form=None, whence="203.0.113.1"):
        connection = http.client.HTTPConnection(self.host, timeout=60)
        body = urllib.parse.urlencode(form) if form is not None else None
        connection.request(method, path, body, head(cookie, whence, form is not None))
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, text

    def enters(self, email):
        """The cookie of somebody who signs in with an app that they set up on the way."""
        status, headers, _ = self.ask("POST", "/sign-in", "", {"email": email, "password": PASSWORD})
        if status != 303:
            sys.exit(f"{email} was not let in: {status}")
        cookie = session(headers)
        page = self.page("/second-factor", cookie)
        token = {"form-token": hidden(page, "form-token")}
        self.ask("POST", "/second-factor/app/begin", cookie, token)
        page = self.page("/second-factor/app", cookie)
        secret = re.search(r'waymark-secret">([A-Z2-7 ]+)<', page).group(1)
        form = token | {"code": code(secret.replace(" ", ""))}
        status, headers, _ = self.ask("POST", "/second-factor/app", cookie, form)
        if status != 303:
            sys.exit(f"the code of {email} was not taken: {status}")
        return session(headers)


def head(cookie, whence, sends):
    """The headers that a proxy passes on."""
    headers = {"host": HOST, "x-forwarded-for": whence}
    if cookie:
        headers["cookie"] = cookie
    if sends:
        headers["content-type"] = FORM
    return headers


def named(headers, wanted):
    for line in headers.get_all("Set-Cookie") or []:
        if line.startswith(wanted + "="):
            return line.split(";")[0]
    sys.exit(f"no cookie {wanted} was set")


def session(headers):
    return named(headers, "__Host-waymark")


def code(secret):
    """What an app shows now (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    four = struct.unpack(">I", mac[mac[19] & 15 : (mac[19] & 15) + 4])[0] & 0x7FFFFFFF
    return f"{four % 1_000_000:06}"


def address(number):
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def founded(asked, data):
    """The accounts that are needed, beside the invented ones; gives the options of the record."""
    file = os.path.join(data, "record.db")
    demo = [asked.waymark, "demo", "--port", "0", "--data", data, "--log-level", "warn"]
    with Server([*demo, "--individuals", str(asked.individuals)]):
        pass
    record = ["--database", file, "--master-key-file", os.path.join(data, "master.key")]
    organisations = subprocess.run(
        [asked.waymark, "organisation", "list", *record], stdout=subprocess.PIPE, text=True, check=True
    ).stdout.splitlines()
    kinds = [line.split("\t") for line in organisations]
    programme = next(name for name, kind, *_ in kinds if kind == "programme")
    accounts = [MANAGER, *(f"worker{number}@storm.example" for number in range(asked.accounts))]
    for number, email in enumerate(accounts):
        role = "facilitator" if number else "programme_manager"
        words = ["user", "add", email, "--name", email.split("@")[0], "--organisation", programme]
        words += ["--role", role, "--password-stdin", *record]
        subprocess.run([asked.waymark, *words], input=PASSWORD + "\n", text=True, check=True)
    return record, accounts


def right(service, accounts, asked):
    """Those who know their password; every other one in a browser that signed in before."""
    requests = []
    for number, email in enumerate(accounts[1:]):
        form = {"email": email, "password": PASSWORD}
        status, headers, _ = service.ask("POST", "/sign-in", "", form, address(number))
        if status != 303:
            sys.exit(f"{email} was not let in: {status}")
        for browser in "", named(headers, "__Host-waymark-browser"):
            requests.append(sign_in(email, PASSWORD, browser, address(1000 + len(requests))))
    return requests


def wrong(accounts):
    """Guesses, half of them at those who exist, each from an address of its own."""
    requests = []
    for number in range(5000):
        one = accounts[number // 2 % len(accounts)] if number % 2 else f"nobody{number}@storm.example"
        requests.append(sign_in(one, f"a guess of number {number}", "", address(100_000 + number)))
    return requests


def sign_in(email, password, browser, whence):
    body = urllib.parse.urlencode({"email": email, "password": password})
    return {"method": "POST", "path": "/sign-in", "body": body, "headers": head(browser, whence, True)}


def storm(asked, host, requests, folder):
    """Begins a storm that lasts a little longer than what is measured in it."""
    file = os.path.join(folder, "storm.json")
    with open(file, "w") as out:
        json.dump(requests, out)
    words = [asked.load, "--server", host, "--requests", file, "--connections", str(asked.connections)]
    words += ["--seconds", str(asked.seconds + 1), "--per-second", str(asked.per_second), "--status", "303"]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True)


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--individuals", type=int, default=1000, help="men of the record")
    asked.add_argument("--rounds", type=int, default=3, help="of all measurements")
    asked.add_argument("--accounts", type=int, default=20, help="people who sign in")
    asked.add_argument("--seconds", type=float, default=5.0, help="of each measurement")
    asked.add_argument("--connections", type=int, default=96, help="of the storm")
    asked.add_argument("--per-second", type=float, default=200.0, help="sign-ins that are tried, at the most")
    asked.add_argument("--target", default=os.path.join(HERE, "../target/release"))
    asked = asked.parse_args()
    asked.waymark, asked.load = (os.path.join(asked.target, name) for name in ("waymark", "load"))
    folder = tempfile.mkdtemp(prefix="waymark-storm-")
    try:
        sys.exit(0 if measured(asked, folder) else 1)
    finally:
        shutil.rmtree(folder)


def measured(asked, folder):
    print(f"fsync of the disk: p99 {disk(folder):.2f} ms")
    record, accounts = founded(asked, os.path.join(folder, "data"))
    words = [asked.waymark, "serve", "--port", "0", "--proxy", "--public-url", f"https://{HOST}"]
    with Service([*words, "--log-level", "warn", *record]) as service:
        cookie = service.enters(MANAGER)
        cases = sorted(set(re.findall(r'href="(/cases/[A-Z0-9][A-Z0-9-]+)"', service.page("/cases", cookie))))
        pages = [
            {"path": path, "headers": head(cookie, "203.0.113.1", False)}
            for case in cases
            for path in (case, "/cases")
        ]
        if not pages:
            sys.exit("the manager has no cases to ask for")
        storms = [
            ("sign-ins, right", right(service, accounts, asked)),
            ("passwords guessed", wrong(accounts)),
        ]
        seconds = ["--seconds", str(asked.seconds)]

        def alone():
            one = load(asked, service.host, pages, folder, *seconds)
            told("pages alone", one)
            return one["per_second"]

        before, kept = alone(), {name: [] for name, _ in storms}
        for name, requests in storms * asked.rounds:
            begun = storm(asked, service.host, requests, folder)
            within = load(asked, service.host, pages, folder, *seconds)
            said = json.loads(begun.communicate()[0])
            told(f"pages under {name}", within)
            tried = said["requests"] / (asked.seconds + 1)
            print(
                f"  {'  ' + name:<34} {tried:>8.0f} a second   p50 {said['p50_ms']:6.2f} ms   "
                f"p99 {said['p99_ms']:6.2f} ms   {said['statuses']}"
            )
            after = alone()
            kept[name].append(within["per_second"] / max(before, after))
            print(f"  {'  of the rate alone':<34} {kept[name][-1]:>8.2f}")
            before = after
        for name, rates in kept.items():
            middle, all_ = statistics.median(rates), " ".join(f"{rate:.2f}" for rate in sorted(rates))
            print(f"  {name:<34} {middle:>8.2f} of the rate alone (bar {BAR}); of each round {all_}")
        return min(map(statistics.median, kept.values())) >= BAR


if __name__ == "__main__":
    main()
