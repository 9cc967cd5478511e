"""The pictures of the README: `.venv/bin/python -m tools.pictures`, after `make test` has installed what it needs.

Each is a page of the real app on a sample account, as a new user sees it, in light colours.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools.browser import NOT_FOUND, find_browser

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = "halden_pumps"
PICTURES = {"plan": "plan", "map": "map?map-layout=By+influence+on+the+decision"}  # file in docs: address
WIDTH, HEIGHT = 1360, 1040
OPTIONS = ("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")


def main() -> None:
    executable = find_browser() or sys.exit(NOT_FOUND)
    root = ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        port = _free_port()
        server = _app(folder, port)
        browser = driver.chromium.launch(executable_path=executable, args=[*OPTIONS, *root])
        try:
            context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="en-US")
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{port}", wait_until="commit")
            page.get_by_role("button", name="Dismiss").click(timeout=60_000)  # the tour
            for name, address in PICTURES.items():
                page.goto(f"http://127.0.0.1:{port}/{address}")
                page.locator("canvas").first.wait_for(timeout=60_000)
                page.wait_for_timeout(3_000)  # until nothing moves
                page.screenshot(path=ROOT / f"docs/{name}.png")
        finally:
            browser.close()
            server.terminate()
            server.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _app(folder: str, port: int) -> subprocess.Popen[bytes]:
    options = ("--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}")
    command = [sys.executable, "-m", "streamlit", "run", "app.py", *options, "--", "--sample", SAMPLE]
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "GRAPHKIT_DATA": folder})
    while server.poll() is None and not _answers(port):
        time.sleep(0.1)
    return server


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


if __name__ == "__main__":
    main()
