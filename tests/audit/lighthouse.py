"""What Lighthouse says of a phone's pages; search engines do not count, as most are kept out."""

import json
import os
import shutil
import subprocess
from pathlib import Path

from tests.browser.chromium import QUIET

LEAST = {"accessibility": 100, "best-practices": 100, "performance": 90}


def scores(program: Path, url: str) -> dict[str, int]:
    """Let Lighthouse look at a page as on a slow phone; give its scores, of 100."""
    chromium = shutil.which("chromium") or ""
    done = subprocess.run(
        [
            str(program),
            url,
            f"--only-categories={','.join(LEAST)}",
            "--form-factor=mobile",
            "--output=json",
            "--quiet",
            f"--chrome-flags={' '.join(['--headless=new', *QUIET])}",
        ],
        env={**os.environ, "CHROME_PATH": chromium},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"Lighthouse gave up on {url}: {done.stderr[-500:]}")
    categories = json.loads(done.stdout)["categories"]
    return {name: round(100 * (categories[name]["score"] or 0)) for name in LEAST}


def is_enough(found: dict[str, int]) -> bool:
    """Tell whether a page reaches every score."""
    return all(found[name] >= least for name, least in LEAST.items())
