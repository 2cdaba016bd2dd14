"""Style sheets and typefaces stay in a browser; scripts that name each other are asked for anew."""

import re

from flask import Flask


def test_style_sheets_are_kept_for_a_day_under_an_address_of_their_version(app: Flask):
    client = app.test_client()
    page = client.get("/account/login").text
    [address, *_] = re.findall(r'href="(/static/css/tokens\.css\?v=[0-9a-f]{10})"', page)

    answer = client.get(address, buffered=True)

    assert answer.headers["Cache-Control"] == "max-age=86400, public"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_modules_are_asked_for_anew_so_that_old_and_new_never_mix(app: Flask):
    client = app.test_client()

    first = client.get("/static/js/door-scanner.js", buffered=True)
    again = client.get(
        "/static/js/door-scanner.js",
        headers={"If-Modified-Since": first.headers["Last-Modified"]},
        buffered=True,
    )

    assert first.headers["Cache-Control"] == "public, no-cache"
    assert (again.status_code, again.data) == (304, b"")


def test_the_typeface_is_fetched_once(app: Flask):
    page = app.test_client().get("/account/login").text

    assert 'href="/static/vendor/atkinson-latin.woff2"' in page
