"""The words that no event, and no network, may have in its address."""

from flask import Flask

PREFIXES = ("/desk/<network_slug>/", "/<network_slug>/")
# Pages still to come; a slug given out today must not stand in their way.
KEPT = frozenset(
    {"contacts", "employers", "import", "post", "network", "new-event", "mailings", "olievlek"}
    | {"settings", "search", "tasks", "new", "edit", "events", "year", "agenda"}
)


def reserved_event_slugs(app: Flask) -> frozenset[str]:
    """Name what already stands where an event's slug would, at the desk or in public."""
    found = {
        rule.rule.removeprefix(prefix).split("/")[0]
        for rule in app.url_map.iter_rules()
        for prefix in PREFIXES
        if rule.rule.startswith(prefix)
    }
    return KEPT | {word for word in found if word and "<" not in word}


def reserved_slugs(app: Flask) -> frozenset[str]:
    """Name the first segments of all addresses, which no network may be called."""
    segments = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}
    return frozenset(segment for segment in segments if segment and not segment.startswith("<"))
