"""`python -m graphkit`: the command line."""

import sys

from graphkit.cli import main

sys.exit(main())
