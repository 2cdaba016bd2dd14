"""A visitor in tests: every page it sees is checked, and forms are filled in as they stand."""

from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask, g
from werkzeug.test import TestResponse

from eventapp.database import db
from eventapp.models import User
from tests.factories import PASSWORD

CONTROLS = ("input", "select", "textarea")


class Page:
    """An answer of the site, with its document if it is HTML."""

    def __init__(self, browser: "Browser", response: TestResponse) -> None:
        self.browser = browser
        self.response = response
        self.status = response.status_code
        self.url = response.request.path
        self.location = response.headers.get("Location")
        self.document: Element | None = None
        if response.mimetype == "text/html" and response.data:
            self.document = check_html(response.get_data(as_text=True))

    @property
    def text(self) -> str:
        """Give the visible text of the page, with single spaces."""
        body = self.root.find(".//body")
        assert body is not None
        return _as_read("".join(_visible(body)))

    @property
    def root(self) -> Element:
        assert self.document is not None, f"{self.url} is not an HTML page"
        return self.document

    def all(self, path: str) -> list[Element]:
        """Find elements, by ElementTree's XPath."""
        return self.root.findall(path)

    def texts(self, path: str) -> list[str]:
        """Give the text of each element found."""
        return [_as_read("".join(element.itertext())) for element in self.all(path)]

    def fields(self, action: str | None = None) -> dict[str, Any]:
        """Give what a form would send if nothing was filled in; several values as a list."""
        return _fields(self.form(action))

    def form(self, action: str | None = None) -> Element:
        """Find the form with this in its action, or the only POST form in the main part."""
        forms = self.all(".//form") if action else self.all(".//main//form")
        found = [
            form
            for form in forms
            if (action in (form.get("action") or self.url) if action else _is_post(form))
        ]
        assert len(found) == 1, f"{len(found)} forms for {action!r} on {self.url}"
        return found[0]

    def submit(self, action: str | None = None, **values: Any) -> "Page":
        """Fill in a form and send it; a value None leaves the field out."""
        form = self.form(action)
        data = {**_fields(form), **values}
        data = {name: value for name, value in data.items() if value is not None}
        target = form.get("action") or self.response.request.full_path.rstrip("?")
        if _is_post(form):
            return self.browser.post(target, data)
        return self.browser.get(target, query_string=data)


class Browser:
    """A visitor with its own cookies."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def login(self, user: User) -> "Browser":
        """Log in through the login page."""
        page = self.get("/account/login").submit(email=user.email, password=PASSWORD)
        assert page.status in {302, 303}, page.text
        return self

    def get(self, url: str, **options: Any) -> Page:
        return self._page(self.client.get(url, **options))

    def post(self, url: str, data: Mapping[str, Any] | None = None, **options: Any) -> Page:
        return self._page(self.client.post(url, data=data, **options))

    def follow(self, page: Page) -> Page:
        """Go where an answer redirects to."""
        assert page.location is not None, f"{page.status} {page.url} leads nowhere"
        return self.get(page.location)

    def _page(self, response: TestResponse) -> Page:
        self.forget_context()
        return Page(self, response)

    def forget_context(self) -> None:
        """Undo that Flask lends the test's context to the request: what it knew and read."""
        db.session.rollback()
        for name in list(g):
            g.pop(name)


class _Inline(HTMLParser):
    """Collects what a strict content security policy would refuse."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in names):
            self.found.append(f"<{tag}>")
        self.found += [name for name in names if name == "style" or name.startswith("on")]


def check_html(html: str) -> Element:
    """Parse a page; fail on what no page of ours may have."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    document: Element = parser.parse(html)
    errors = [(position, code) for position, code, _ in parser.errors]
    assert not errors, f"invalid HTML: {errors[:5]}"
    inline = _Inline()
    inline.feed(html)
    assert not inline.found, f"inline: {inline.found}"
    assert document.get("lang") in {"nl", "en"}, "no language"
    title = document.findtext(".//title")
    assert (title or "").strip(), "no title"
    assert len(document.findall(".//h1")) == 1, "not one h1"
    ids = [element.get("id") for element in document.iter() if element.get("id")]
    doubles = {name for name in ids if ids.count(name) > 1}
    assert not doubles, f"duplicate ids: {doubles}"
    unlabelled = [_describe(control) for control in _unlabelled(document)]
    assert not unlabelled, f"no label: {unlabelled}"
    known = set(ids)
    for element in document.iter():
        for attribute in ("aria-describedby", "aria-labelledby", "for"):
            missing = set((element.get(attribute) or "").split()) - known
            assert not missing, f"{attribute} points nowhere: {missing}"
    return document


def _unlabelled(document: Element) -> Iterator[Element]:
    labels = {label.get("for") for label in document.iter("label")}
    inside = {
        id(control)
        for label in document.iter("label")
        for name in CONTROLS
        for control in label.iter(name)
    }
    for name in CONTROLS:
        for control in document.iter(name):
            if control.get("type") in {"hidden", "submit", "button"}:
                continue
            named = control.get("aria-label") or control.get("aria-labelledby")
            if control.get("id") not in labels and id(control) not in inside and not named:
                yield control


def _describe(control: Element) -> str:
    return f"{control.tag} {control.get('name')}"


def _as_read(text: str) -> str:
    """Give a text as it is read: single spaces, and no mark of where a word may break."""
    return " ".join(text.replace("\u00ad", "").split())


def _is_post(form: Element) -> bool:
    return (form.get("method") or "get").lower() == "post"


def _visible(element: Element) -> Iterator[str]:
    if element.tag not in {"script", "style", "template"}:
        yield element.text or ""
        for child in element:
            yield from _visible(child)
            yield child.tail or ""
            yield " "


def _fields(form: Element) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for control in form.iter():
        name = control.get("name")
        if control.tag not in CONTROLS or not name or control.get("disabled") is not None:
            continue
        for value in _values(control):
            values[name] = [*_as_list(values[name]), value] if name in values else value
    return values


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _values(control: Element) -> list[str]:
    kind = control.get("type")
    if control.tag == "textarea":
        return ["".join(control.itertext()).removeprefix("\n")]
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [o for o in options if o.get("selected") is not None]
        if not chosen and control.get("multiple") is None:
            chosen = options[:1]
        return [str(o.get("value", o.text or "")) for o in chosen]
    if kind in {"checkbox", "radio"}:
        return [control.get("value", "on")] if control.get("checked") is not None else []
    if kind in {"submit", "button", "file", "image"}:
        return []
    return [control.get("value", "")]
