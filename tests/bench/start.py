"""`flask serve`: seconds until the first page, and memory of a web process that has served."""

from collections.abc import Iterator, Sequence
from statistics import median

from tests.bench import asking
from tests.bench.servers import memory
from tests.bench.site import Site
from tests.bench.table import Line, Target
from tests.serving import Serving

STARTS = 3
REQUESTS = 40  # enough for both processes to have shown each page
ADDRESSES = (
    "/{network}/",
    "/{network}/{event}/",
    "/{network}/{event}/event.ics",
    "/{network}/agenda.ics",
    "/i/{token}/",
    "/desk/{network}/contacts/",
    "/desk/{network}/{event}/answers",
)
SECONDS = Target(most=2, unit="s")
MEMORY = Target(most=120, unit="MB")


def started(sites: Sequence[Site]) -> Iterator[Line]:
    """Start a few times on each site, and weigh the processes of the last."""
    for site in sites:
        seconds = []
        for _ in range(STARTS):
            with Serving(site.environ, site.folder / "serve.log") as serving:
                seconds.append(serving.age)
                if len(seconds) == STARTS:
                    visit(site, serving)
                    weights = [memory(pid) for pid in serving.web_processes]
        yield Line(
            what="serve: seconds to the first page",
            **site.line,
            amount=round(median(seconds), 2),
            target=SECONDS,
        )
        for number, what in enumerate(("PSS", "RSS")):
            yield Line(
                what=f"web process: memory ({what})",
                **site.line,
                amount=round(max(weight[number] for weight in weights)),
                target=MEMORY,
            )


def visit(site: Site, serving: Serving) -> None:
    """Look at every kind of page, as an organiser who stays logged in."""
    cookie = asking.login(site)
    for address in ADDRESSES:
        for _ in range(REQUESTS):
            answer = serving.ask("GET", asking.path(site, address), Cookie=cookie)
            assert answer.status == 200, address
