"""What somebody with a screen reader, a keyboard or weak eyes would stumble over on a page."""

from pathlib import Path

from axe_playwright_python.async_playwright import Axe  # type: ignore[import-untyped]
from playwright.async_api import Page

# What axe does not look at: the size of what is tapped, levels of headings, one main heading.
AUDIT = (Path(__file__).parent / "audit.js").read_text(encoding="utf-8")


async def list_faults(page: Page) -> list[str]:
    """Return all that axe finds, and what our own audit adds."""
    found = await Axe().run(page)
    faults = [
        f"{one['id']}: {node['html'][:120]}"
        for one in found.response["violations"]
        for node in one["nodes"]
    ]
    return faults + [str(one) for one in await page.evaluate(AUDIT)]
