"""What a web process keeps of answers that everyone sees alike."""

from eventapp.web.keeping import Compressed, Shelf


def test_what_was_not_used_longest_is_let_go():
    shelf: Shelf[str, int] = Shelf(most=2)
    shelf.set("a", 1)
    shelf.set("b", 2)
    shelf.get("a")

    shelf.set("c", 3)

    assert [shelf.get(key) for key in "abc"] == [1, None, 3]


def test_only_kept_answers_are_kept_compressed():
    shelf = Compressed()

    shelf.set("gzip;", b"somebody's own")
    shelf.set("gzip;tag", b"everybody's")

    assert (shelf.get("gzip;"), shelf.get("gzip;tag")) == (None, b"everybody's")
