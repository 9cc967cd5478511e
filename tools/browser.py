"""Where a Chromium-like browser is on this machine: one answer for `make test` and for the tests themselves."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

VARIABLE = "CHROMIUM"
COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "msedge", "microsoft-edge")
NOT_FOUND = (
    "The browser tests need Chrome, Chromium or Edge and none was found. Install one of them, or say where it is: "
    f"{VARIABLE}=/path/to/browser make test"
)
_MACOS_APPLICATIONS = ("Google Chrome", "Chromium", "Microsoft Edge")
_WINDOWS_PROGRAMS = ("Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe")
_WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
_PLAYWRIGHT_COPIES = (
    "chromium-*/chrome-linux*/chrome",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
    "chromium-*/chrome-win*/chrome.exe",
)


def find_browser(places: Iterable[Path] | None = None) -> str | None:
    """The browser to use: what CHROMIUM names, else what is on the PATH, else the first of `places` that is there.

    CHROMIUM is an order, not a hint: where it names nothing that exists, that is an error, and nothing else is tried.
    """
    if named := os.environ.get(VARIABLE):
        if not shutil.which(named):
            raise FileNotFoundError(f"{VARIABLE}={named} is not a program. Correct it, or unset it: one will be found.")
        return named
    on_path = (shutil.which(command) for command in COMMANDS)
    in_places = (str(place) for place in (usual_places() if places is None else places) if place.is_file())
    return next((found for found in (*on_path, *in_places) if found), None)


def usual_places() -> Iterator[Path]:
    """Where macOS and Windows keep browsers, which is not on the PATH; then the copy that Playwright downloaded."""
    for home in (Path("/"), Path.home()):
        yield from (home / f"Applications/{name}.app/Contents/MacOS/{name}" for name in _MACOS_APPLICATIONS)
    for folder in filter(None, map(os.environ.get, _WINDOWS_FOLDERS)):
        yield from (Path(folder) / program for program in _WINDOWS_PROGRAMS)
    for pattern in _PLAYWRIGHT_COPIES:
        yield from sorted(_playwright_folder().glob(pattern), reverse=True)  # newest first


def _playwright_folder() -> Path:
    if named := os.environ.get("PLAYWRIGHT_BROWSERS_PATH"):
        return Path(named)
    caches = (Path.home() / "Library/Caches", Path.home() / "AppData/Local")
    return next((cache for cache in caches if cache.is_dir()), Path.home() / ".cache") / "ms-playwright"
