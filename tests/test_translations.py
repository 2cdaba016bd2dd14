"""Dutch is complete."""

import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message

from tools.translations import BrokenTemplate, extract, lacking, read


def test_every_text_of_code_and_templates_is_in_the_catalogue():
    texts = {(message.id, message.context) for message in extract() if message.id}

    catalogue = {(message.id, message.context) for message in read() if message.id}

    assert texts == catalogue


def test_every_text_has_dutch():
    assert lacking(read()) == []


@pytest.mark.parametrize("name", ["page.html", "mail.mjml", "mail.txt"])
def test_a_template_with_a_fault_is_named_with_its_line(tmp_path: Path, name: str):
    broken = tmp_path / "templates" / "desk" / name
    broken.parent.mkdir(parents=True)
    broken.write_text("{{ _('Kept') }}\n{% if x %}\n{{ _('Lost') }}\n{% endfor %}\n")
    (broken.parent / "zz.html").write_text("{{ _('Later') }}")

    with pytest.raises(BrokenTemplate) as error:
        extract(tmp_path)

    assert str(error.value).startswith(f"{broken}:4: ")


def messages() -> Iterator[Message]:
    return (message for message in read() if message.id)


@pytest.mark.parametrize("message", list(messages()), ids=lambda message: str(message.id)[:40])
def test_dutch_keeps_the_named_values(message: Message):
    sources = message.id if isinstance(message.id, tuple) else (message.id,)
    translations = message.string if isinstance(message.string, tuple) else (message.string,)

    assert names(translations[-1]) == names(sources[-1])


def names(text: str) -> set[str]:
    """Collect %(name)s and {name} from a text."""
    percent = set(re.findall(r"%\((\w+)\)", text))
    try:
        braces = {name for _, name, _, _ in Formatter().parse(text) if name}
    except ValueError:
        braces = set()
    return percent | braces
