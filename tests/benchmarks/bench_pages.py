"""The pages of a scorecard of 45 and of 500 measures over 36 months: `python -m tests.benchmarks.bench_pages`.

Seconds are of the processor, the least of some rounds; ours and the peer's are asked for in turns, in one process.
What a request left behind is collected before the next one's time begins; what is collected within it counts.

- The whole page of the scorecard, from the request to the last byte, costs at most half of the same grid made by
  django-tables2 in a page (`peer_tables`) at 45 measures, and at most a quarter at 500.
- A page asked for again costs under a tenth of its first time: it is answered from the version of its data, after
  four questions to the database and before any of its own. (Who asks and what they may see costs some 3 ms by itself,
  so the shortest pages of the catalogue, which are made in 15, can not and are not among these.)
- No page asks more than 15 questions at either size.

Exits 1 if a bound is missed. BENCH_QUICK=1 leaves the 500 measures out.
"""

from __future__ import annotations

import datetime as dt
import gc
import os
import sys
import tempfile
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

QUICK = os.environ.get("BENCH_QUICK") == "1"
MONTHS = 36
LAST = dt.date(2023, 12, 1)
MONTH = f"{LAST:%Y-%m}"
PEER_SHARE = {45: 0.5, 500: 0.25}
AGAIN_SHARE = 0.1
MOST_QUERIES = 15
TAG_QUERIES = 4
ROUNDS = 5
TABLE_ROUNDS = {45: 30, 500: 10}
AGAIN_ROUNDS = 20
PAGES = {
    "table": "/scorecards/{}/{}/",
    "heat map": "/scorecards/{}/{}/?view=heat",
    "what moved": "/scorecards/{}/{}/?view=moved",
    "comparators": "/scorecards/{}/{}/?view=compare",
    "charts": "/scorecards/{}/{}/?view=charts",
    "board": "/scorecards/{}/board/{}/",
    "measure": "/scorecards/{}/measures/1.1/",
    "entry": "/scorecards/{}/{}/1.1/",
    "arrows": "/scorecards/{}/arrows/{}/",
    "as known": "/scorecards/{}/as-known/{}/",
    "measure as known": "/scorecards/{}/measures/1.1/as-known/",
    "months": "/scorecards/{}/months/",
    "targets": "/scorecards/{}/catalogue/targets/2023/",
    "first page": "/",
}


def report(name: str, value: float, bound: float) -> bool:
    """Print a number with its bound; return whether it keeps it."""
    kept = value <= bound
    print(f"  {name}: {value:.3f} (at most {bound}){'' if kept else '  MISSED'}", flush=True)
    return kept


def taken(client: Client, address: str, **headers: str) -> float:
    """Return the processor's seconds from the request to the last byte."""
    gc.collect()  # what the request before has left behind is not looked through at the cost of this one
    began = time.process_time()
    answer = client.get(address, headers=headers)
    seconds = time.process_time() - began
    if answer.status_code != (304 if headers else 200):
        raise AssertionError(f"{address}: {answer.status_code}")
    return seconds


def questions(client: Client, address: str, **headers: str) -> int:
    """Return how many questions a page asks the database."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        taken(client, address, **headers)
    return len(captured)


def against_tables(client: Client, size: int) -> bool:
    """Compare the whole page with the same grid through django-tables2, in turns."""
    addresses = (f"/scorecards/of-{size}/{MONTH}/", f"/peer/of-{size}/{MONTH}/")
    rounds = [[taken(client, address) for address in addresses] for _ in range(TABLE_ROUNDS[size])]
    ours, theirs = (min(seconds) for seconds in zip(*rounds, strict=True))
    return report(f"{size} measures, the page : django-tables2", ours / theirs, PEER_SHARE[size])


def again(client: Client, size: int) -> list[bool]:
    """Compare each page's first time with its second, and count its questions."""
    kept = []
    for name, form in PAGES.items():
        address = form.format(f"of-{size}", MONTH)
        tag = client.get(address)["ETag"]
        first = min(taken(client, address) for _ in range(ROUNDS))
        second = min(taken(client, address, if_none_match=tag) for _ in range(AGAIN_ROUNDS))
        kept.append(report(f"{size} measures, {name} again : first", second / first, AGAIN_SHARE))
        kept.append(report(f"{size} measures, {name}, questions", questions(client, address), MOST_QUERIES))
        asked = questions(client, address, if_none_match=tag)
        kept.append(report(f"{size} measures, {name} again, questions", asked, TAG_QUERIES))
    return kept


def main() -> int:
    """Run it with a database of its own; return 1 if a bound is missed."""
    with tempfile.TemporaryDirectory(prefix="scorecard-bench-") as folder:
        os.environ.update(DJANGO_SETTINGS_MODULE="portal.settings", PORTAL_STATE=folder)
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.test import Client

        from measures.actions.recalculate import recalculate
        from measures.choices import RoleName
        from tests.factories.bulk import filled_scorecard, record_arrows
        from tests.factories.people import PersonFactory, RoleFactory

        settings.ROOT_URLCONF = "tests.benchmarks.peer_tables"
        settings.ALLOWED_HOSTS.append("testserver")
        call_command("migrate", verbosity=0)
        person = PersonFactory.create(name="Theo Team")
        kept = []
        for size in [45] if QUICK else PEER_SHARE:
            scorecard = filled_scorecard(f"of-{size}", measures=size, months=MONTHS)
            RoleFactory.create(person=person, role=RoleName.PERFORMANCE.value, scorecard=scorecard)
            recalculate(scorecard=scorecard)
            record_arrows(scorecard, LAST)
            client = Client()
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
            client.get("/")
            kept += [against_tables(client, size), *again(client, size)]
    return 0 if all(kept) else 1


if __name__ == "__main__":
    sys.exit(main())
