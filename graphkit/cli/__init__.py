"""The command line: the library's functions, for scripts.

Each command prints what a person reads, or with `--json` one JSON document on stdout; what is odd about the files goes
to stderr. Exit codes: 0 done, 1 `check` or `import` is done and reported an error finding, 2 the call was wrong and
nothing was done.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from graphkit.cli.arguments import parser
from graphkit.cli.commands import DONE, WRONG_CALL
from graphkit.errors import GraphkitError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except GraphkitError as error:
        print(error, file=sys.stderr)
        return WRONG_CALL
    except BrokenPipeError:  # `graphkit ... | head`
        sys.stderr.close()
        return DONE
