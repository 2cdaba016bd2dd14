"""What the Nu HTML checker says of every page."""

import json
import subprocess
from pathlib import Path


def complaints(jar: Path, pages: dict[str, str], folder: Path) -> list[str]:
    """Check pages, given as HTML by name; give what is wrong, each with its page."""
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html)
    done = subprocess.run(
        ["java", "-jar", str(jar), "--format", "json", "--errors-only", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    messages = json.loads(done.stderr)["messages"]
    return sorted(
        f"{Path(one.get('url', '')).stem}: {one['message']} ({one.get('extract', '').strip()[:90]})"
        for one in messages
    )
