"""Prints scores and complaints; ends with 1 when a page falls short."""

import sys
import tempfile
from pathlib import Path

from eventapp import post
from tests.audit import lighthouse, validity
from tests.browser.live import Live, live_server
from tests.pages import Browser
from tests.screenshots.__main__ import STRANGER
from tests.screenshots.demo import Demo
from tests.screenshots.props import make_props

PROGRAMS = Path(__file__).parent.parent.parent / "tools" / "audit" / "node_modules"
PHONE_PAGES = {
    "answer": "answer-needs-action",
    "answered": "answer-accepted",
    "badge": "invitee_badge-show",
    "event": "public_event-held",
    "year": "public_network-show",
    "networks": "public_network-index",
    "login": "login",
    "door": "door_scanner-show",
}


def main() -> int:
    """Check the HTML of every page, then look at those for phones with Lighthouse."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "site").mkdir()
        with live_server(Path(folder) / "site") as live, live.app.app_context():
            live.app.test_cli_runner().invoke(args=["demo", "load"], catch_exceptions=False)
            demo = Demo(live.app, make_props())
            post.hand_over_due(live.app)
            pages = {**demo.pages(), **STRANGER}
            wrong = show_complaints(live, demo, pages, Path(folder)) + show_scores(live, pages)
    return 1 if wrong else 0


def show_complaints(live: Live, demo: Demo, pages: dict[str, str], folder: Path) -> int:
    """Print what is wrong with the HTML of pages, in both languages; count it."""
    html = folder / "html"
    html.mkdir()
    found = validity.complaints(
        PROGRAMS / "vnu-jar/build/dist/vnu.jar", read(live, demo, pages), html
    )
    print(f"HTML: {len(list(html.iterdir()))} pages checked, {len(found)} complaints", flush=True)
    for complaint in found:
        print(f"  {complaint}")
    return len(found)


def read(live: Live, demo: Demo, pages: dict[str, str]) -> dict[str, str]:
    """Read pages as the owner of the demo or as a stranger; mails keep to rules of their own."""
    owner, stranger = Browser(live.app), Browser(live.app)
    with owner.client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = demo.tenant().owner.fs_uniquifier, True
    found = {}
    for name, address in pages.items():
        if name.startswith("mail-") or name.endswith(("-body", "-preview")):
            continue
        visitor = stranger if name in STRANGER else owner
        for language in ("nl", "en"):
            joint = "&" if "?" in address else "?"
            answer = visitor.client.get(f"{address}{joint}lang={language}", follow_redirects=True)
            if answer.mimetype == "text/html" and answer.data:
                found[f"{name}-{language}"] = answer.text
    return found


def show_scores(live: Live, pages: dict[str, str]) -> int:
    """Print what Lighthouse gives the pages for phones; count those that fall short."""
    short = 0
    print(f"{'Lighthouse, mobile':<22}" + "".join(f"{name:>16}" for name in lighthouse.LEAST))
    for name, page in PHONE_PAGES.items():
        found = lighthouse.scores(PROGRAMS / ".bin/lighthouse", live.url(pages[page]))
        short += not lighthouse.is_enough(found)
        print(f"{name:<22}" + "".join(f"{score:>16}" for score in found.values()), flush=True)
    return short


if __name__ == "__main__":
    sys.exit(main())
