"""What every letter shares: its reader, its event, and the look of its network."""

from collections.abc import Mapping

from eventapp.formats.letter import Letter
from eventapp.formats.links import Links
from eventapp.models.event import Event
from eventapp.services.letter_look import letter_colours, logo_url
from eventapp.services.letter_words import EventFacts, Reader, Words


def written(
    in_words: Words,
    name: str,
    event: Event,
    reader: Reader,
    links: Links,
    subject: str,
    values: Mapping[str, object],
    *,
    facts: EventFacts,
) -> Letter:
    """Fill in both templates of a letter; sender, id and date come later."""
    network = event.network
    shared = {
        "language": reader.language,
        "reader": reader,
        "event": facts,
        "network": {
            "name": network.name,
            "person": network.contact_name,
            "phone": network.contact_phone,
            "logo_url": logo_url(network, links),
            "logo_width": (network.logo_width or 0) // 2,
        },
        "colours": letter_colours(network.brand_colour, network.accent_colour, event.kind),
        "unsubscribe_url": "",
        **values,
    }
    return Letter(
        to_name=reader.name,
        to_address=reader.address,
        from_name=network.name,
        from_address="",
        subject=subject,
        message_id="",
        date=event.created_at,
        text=in_words.text(name, shared),
        html=in_words.html(name, shared),
        language=reader.language,
        reply_to=network.reply_to,
    )
