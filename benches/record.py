"""The record's bars, measured: pages a second, referrals a second, start, memory.

    cargo build --release -p waymark -p load && python3 benches/record.py

The cases page and a case page are asked for by an invented worker who is signed in, over 16
connections, of `waymark demo` on SQLite with so many men; beside it, in the same run, a bare axum
handler asks the same four queries of the same file and draws the same pages, without access, audit
or encryption; and again, answering with a line instead of a page. Referrals are written page by page beforehand; what is measured is that they are sent and durable. The client
runs on the same machine. The disk is measured first: what an fsync costs there bounds all of it.
"""

import argparse
import http.client
import json
import os
import re
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
MANAGER, REFERRER = "Anil Sethi", "Grace Adeyemi"
FORM = "application/x-www-form-urlencoded"


class Server:
    """A server that says when it is ready; stopped when the block ends."""

    def __init__(self, words):
        self.words = words

    def __enter__(self):
        start = time.monotonic()
        self.child = subprocess.Popen(self.words, stdout=subprocess.PIPE, text=True)
        for line in self.child.stdout:
            if line.startswith("ready http://"):
                break
        else:
            sys.exit(f"{' '.join(self.words)} ended before it was ready")
        self.seconds = time.monotonic() - start
        self.host = line.strip().removeprefix("ready http://")
        return self

    def __exit__(self, *_):
        self.child.send_signal(signal.SIGTERM)
        self.child.wait()

    def memory(self):
        """Resident memory in MB."""
        with open(f"/proc/{self.child.pid}/status") as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024

    def ask(self, method, path, cookie="", form=None):
        """Status, headers and text of one answer."""
        connection = http.client.HTTPConnection(self.host)
        headers = {"Cookie": cookie} | ({"Content-Type": FORM} if form is not None else {})
        body = urllib.parse.urlencode(form) if form is not None else None
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, answer.headers, text

    def page(self, path, cookie):
        status, _, text = self.ask("GET", path, cookie)
        if status != 200:
            sys.exit(f"{path} was answered with {status}")
        return text

    def signed_in(self, name):
        """The cookie of an invented worker: one press."""
        rows = re.findall(r'name="worker" value="([^"]+)">.*?<button[^>]*>\s*([^<]+?)\s*<', self.page("/", ""), re.S)
        worker = next(worker for worker, shown in rows if shown == name)
        status, headers, _ = self.ask("POST", "/demonstration/sign-in", "", {"worker": worker})
        if status != 303:
            sys.exit(f"{name} was not signed in: {status}")
        return headers["Set-Cookie"].split(";")[0]


def hidden(page, name):
    found = re.search(f'name="{name}" value="([^"]*)"', page)
    return found.group(1) if found else ""


def disk(folder):
    """The 99th percentile of writing 4 KiB and an fsync, in ms."""
    times = []
    with open(os.path.join(folder, "fsync"), "wb") as file:
        for _ in range(500):
            start = time.perf_counter()
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
            times.append((time.perf_counter() - start) * 1e3)
    return statistics.quantiles(times, n=100)[98]


def load(asked, host, requests, folder, *more):
    file = os.path.join(folder, "requests.json")
    with open(file, "w") as out:
        json.dump(requests, out)
    words = [asked.load, "--server", host, "--requests", file, "--connections", "16", *more]
    done = subprocess.run(words, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.exit("the load could not be made")
    return json.loads(done.stdout)


def told(name, one):
    print(
        f"  {name:<34} {one['per_second']:>8.0f} a second   p50 {one['p50_ms']:6.2f} ms   "
        f"p99 {one['p99_ms']:6.2f} ms"
        + ("" if one["answered"] == one["requests"] else f"   NOT ALL: {one['statuses']}")
    )


def pages(asked, server, folder, record):
    """Cases and caseload, by turns; the bare handler beside. Gives the pages a second."""
    cookie = server.signed_in(MANAGER)
    wide = []
    page = "/cases"
    while page and len(wide) < 500:
        text = server.page(page, cookie)
        wide += re.findall(r'href="(/cases/[A-Z0-9][A-Z0-9-]+)"', text)
        after = re.search(r'href="(/cases\?[^"]*after=[^"]*)"', text)
        page = after and after.group(1).replace("&amp;", "&")
    wide = sorted(set(wide))
    headers = {"cookie": cookie}
    requests = []
    for case in wide:
        requests += [{"path": case, "headers": headers}, {"path": "/cases", "headers": headers}]
    seconds = ["--seconds", str(asked.seconds)]
    both = load(asked, server.host, requests, folder, *seconds)
    told("case page and caseload", both)
    told("  case page alone", load(asked, server.host, requests[::2], folder, *seconds))
    told("  caseload alone", load(asked, server.host, requests[1::2], folder, *seconds))
    with sqlite3.connect(f"file:{record}?mode=ro", uri=True) as database:
        found = database.execute(
            "SELECT reference FROM cases WHERE organisation IS NOT NULL "
            "ORDER BY received DESC LIMIT ?", [max(len(wide), 1)]
        )
        numbers = [number for (number,) in found]
    with Server([asked.bare, "--database", record]) as bare:
        for begins, what in ("", "the bare handler beside"), ("/plain", "  answering with a line"):
            requests = []
            for number in numbers:
                for path in f"/cases/{number}", "/cases":
                    requests.append({"path": begins + path, "headers": headers})
            beside = load(asked, bare.host, requests, folder, *seconds)
            told(what, beside)
            print(f"  {'  ratio to it':<34} {both['per_second'] / beside['per_second']:>8.2f}")
    return both["per_second"]


FAMILY = [
    ("family", {"area": "Dudley", "source": "children_services", "reason": "Invented."}),
    ("him", {"given": "Invented", "family": "Man", "date-of-birth-day": "1",
             "date-of-birth-month": "2", "date-of-birth-year": "1985"}),
    ("children", {"father": "yes", "children-ages": "4 and 7", "plan": "cp"}),
    ("risk", {"risk": "medium", "with-a-woman": "yes", "takes-responsibility": "yes",
              "open-and-honest": "yes", "willing-to-change": "yes", "strangulation": "no"}),
    ("consent", {"consent": "none"}),
    ("her-1", {"given": "Invented", "family": "Woman", "safe-contact": "Through the school",
               "consent": "none"}),
]


# One person writes at most fifty at a time.
AT_A_TIME = 48


def referrals(asked, server, folder):
    """Referrals sent and durable, each written beforehand, so many at a time: a round after the other."""
    cookie = server.signed_in(REFERRER)
    rounds = []
    for _ in range(-(-asked.referrals // AT_A_TIME)):
        requests = written(server, cookie)
        rounds.append(load(asked, server.host, requests, folder, "--once", "--status", "303"))
    told("referrals sent and durable", {
        "requests": sum(one["requests"] for one in rounds),
        "answered": sum(one["answered"] for one in rounds),
        "statuses": [one["statuses"] for one in rounds],
        "per_second": sum(one["requests"] for one in rounds)
        / sum(one["requests"] / one["per_second"] for one in rounds),
        "p50_ms": statistics.median(one["p50_ms"] for one in rounds),
        # Of the worst round, which is no less than that of all.
        "p99_ms": max(one["p99_ms"] for one in rounds),
    })


def written(server, cookie):
    """The requests that send so many referrals, all of them written."""
    requests = []
    for _ in range(AT_A_TIME):
        rules = server.page("/referrals/rules", cookie)
        token = hidden(rules, "form-token")
        form = {"form-token": token, "command": hidden(rules, "command")}
        _, headers, _ = server.ask("POST", "/referrals/drafts", cookie, form)
        draft = headers["Location"].rsplit("/", 1)[0]
        for name, answers in FAMILY:
            page = server.page(f"{draft}/{name}", cookie)
            form = {"form-token": token, "command": hidden(page, "command")} | answers
            status, _, text = server.ask("POST", f"{draft}/{name}", cookie, form)
            if status != 303:
                sys.exit(f"{draft}/{name} was not taken: {status}\n{text[:2000]}")
        check = server.page(f"{draft}/check", cookie)
        form = {"form-token": token, "command": hidden(check, "command")}
        requests.append({
            "method": "POST", "path": f"{draft}/check", "body": urllib.parse.urlencode(form),
            "headers": {"cookie": cookie, "content-type": FORM},
        })
    return requests


def main():
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--sizes", default="1000,100000", help="men, separated by commas; 1000000 too where there is time")
    asked.add_argument("--seconds", type=float, default=5.0, help="of each measurement")
    asked.add_argument("--referrals", type=int, default=1500, help="how many are sent; 0: none")
    asked.add_argument("--target", default=os.path.join(HERE, "../target/release"))
    asked.add_argument("--folder", help="where the records are kept and used again; gone at the end without it")
    asked = asked.parse_args()
    asked.waymark, asked.load, asked.bare = (os.path.join(asked.target, name) for name in ("waymark", "load", "bare"))
    folder = asked.folder or tempfile.mkdtemp(prefix="waymark-bench-")
    try:
        print(f"fsync of the disk: p99 {disk(folder):.2f} ms")
        rates = {}
        for size in (int(size) for size in asked.sizes.split(",")):
            rates[size] = of_size(asked, folder, size)
        if len(rates) > 1:
            first, last = rates[min(rates)], rates[max(rates)]
            print(f"{min(rates):,} to {max(rates):,} men: {max(first, last) / min(first, last):.2f} times")
    finally:
        if not asked.folder:
            shutil.rmtree(folder)


def of_size(asked, folder, size):
    print(f"{size:,} men")
    data = os.path.join(folder, str(size))
    words = [asked.waymark, "demo", "--port", "0", "--data", data, "--individuals", str(size), "--log-level", "warn"]
    if not os.path.exists(os.path.join(data, "record.db")):
        start = time.monotonic()
        with Server(words):
            pass
        print(f"  {'loaded in':<34} {time.monotonic() - start:>8.1f} seconds")
    with Server(words) as server:
        time.sleep(2)
        print(f"  {'start to ready':<34} {server.seconds * 1e3:>8.0f} ms")
        print(f"  {'idle memory':<34} {server.memory():>8.0f} MB")
        rate = pages(asked, server, folder, os.path.join(data, "record.db"))
        if asked.referrals and size == min(int(one) for one in asked.sizes.split(",")):
            referrals(asked, server, folder)
        return rate


if __name__ == "__main__":
    main()
