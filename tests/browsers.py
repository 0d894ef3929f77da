"""Where Chromium is."""

import functools
import os
import shutil


@functools.cache
def chromium() -> str | None:
    """The path of the browser: CHROMIUM, or what is installed under its usual names."""
    names = (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if name and (path := shutil.which(name))), None)
