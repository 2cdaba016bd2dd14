"""Takes the pictures: which widths, themes and languages, and where the files go."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.live import Live

WIDTHS = {"phone": (390, 844), "desk": (1440, 900), "zoom-200": (720, 450)}
LOCALES = {"nl": "nl-NL", "en": "en-GB"}
STILL = """async () => {
    await document.fonts.ready;
    await Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)));
}"""
HEIGHT = "document.documentElement.scrollHeight"


@dataclass(frozen=True)
class Look:
    """One way of looking at a page."""

    width: str
    theme: str = "light"
    language: str = "nl"

    @property
    def name(self) -> str:
        """Name the folder of its pictures."""
        return f"{self.width}-{self.theme}-{self.language}"


EVERY = tuple(
    Look(width, theme, language)
    for width in ("phone", "desk")
    for theme in ("light", "dark")
    for language in ("nl", "en")
)
PLAIN = (Look("phone"), Look("desk"))
ZOOMED = Look("zoom-200")


class Camera:
    """Goes to addresses as one visitor and keeps what it sees as PNG files.

    It has a browser for each language: fields for a day or a file speak the browser's own.
    """

    def __init__(self, browsers: Mapping[str, Browser], live: Live, folder: Path) -> None:
        self.browsers = browsers
        self.live = live
        self.folder = folder
        self.state: str | None = None
        self.taken = 0

    def log_in(self, email: str, password: str) -> None:
        """Be this organiser from now on."""
        context = self.browsers["nl"].new_context()
        self.live.login_as(context.new_page(), email, password)
        self.state = str(self.folder / ".visitor.json")
        context.storage_state(path=self.state)
        context.close()

    def open(self, look: Look) -> BrowserContext:
        """Open a window of this width, theme and language."""
        width, height = WIDTHS[look.width]
        phone = look.width == "phone"
        return self.browsers[look.language].new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=2 if phone else 1,
            is_mobile=phone,
            has_touch=phone,
            color_scheme="dark" if look.theme == "dark" else "light",
            locale=LOCALES[look.language],
            storage_state=self.state,
        )

    def visit(self, pages: dict[str, str], look: Look, *, into: str = "") -> None:
        """Take every page, named and addressed, in one look."""
        with self.open(look) as context:
            page = context.new_page()
            for name, address in pages.items():
                joint = "&" if "?" in address else "?"
                answer = page.goto(f"{self.live.url(address)}{joint}lang={look.language}")
                if answer and "text/html" in answer.headers.get("content-type", ""):
                    self.take(page, name, look, into=into)

    def take(self, page: Page, name: str, look: Look, *, into: str = "") -> None:
        """Keep the whole page as it is now."""
        folder = self.folder / (into or look.name)
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / (f"{name}-{look.width}.png" if into else f"{name}.png")
        width, height = WIDTHS[look.width]
        # In a window as high as the page, what sticks to its edges is at the edges of the picture.
        page.set_viewport_size({"width": width, "height": max(height, page.evaluate(HEIGHT))})
        for frame in page.frames:  # a mail stands in a frame of its own
            frame.wait_for_load_state("load")
            frame.locator("body").wait_for()
        page.evaluate(STILL)
        page.screenshot(path=file, full_page=True)
        page.set_viewport_size({"width": width, "height": height})
        self.taken += 1
