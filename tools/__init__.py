"""What the Makefile runs: `python -m tools.dev TASK`. Standard library only, so that any Python can start it."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  an older Python has to be able to read why it is refused
    version = "%d.%d" % sys.version_info[:2]  # noqa: UP031
    sys.exit("graphkit needs Python 3.11 or newer, this is %s. Try: make PY=python3.12" % version)  # noqa: UP031
