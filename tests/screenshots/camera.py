"""Takes the pictures: which widths, themes and languages, and where the files go."""

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.live import Live

WIDTHS = {"phone": (390, 844), "desk": (1440, 900), "zoom-200": (720, 450)}
STILL = "Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null)))"


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
    """Goes to addresses as one visitor and keeps what it sees as PNG files."""

    def __init__(self, browser: Browser, live: Live, folder: Path) -> None:
        self.browser = browser
        self.live = live
        self.folder = folder
        self.state: str | None = None
        self.taken = 0

    def log_in(self, email: str, password: str) -> None:
        """Be this organiser from now on."""
        context = self.browser.new_context()
        self.live.login_as(context.new_page(), email, password)
        self.state = str(self.folder / ".visitor.json")
        context.storage_state(path=self.state)
        context.close()

    def open(self, look: Look) -> BrowserContext:
        """Open a window of this width, theme and language."""
        width, height = WIDTHS[look.width]
        phone = look.width == "phone"
        return self.browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=2 if phone else 1,
            is_mobile=phone,
            has_touch=phone,
            color_scheme="dark" if look.theme == "dark" else "light",
            locale="nl-NL" if look.language == "nl" else "en-GB",
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
        page.evaluate(STILL)
        file = folder / (f"{name}-{look.width}.png" if into else f"{name}.png")
        page.screenshot(path=file, full_page=True)
        self.taken += 1
