"""Speed, side by side in one run: ratios, not seconds. `make bench` prints a table for each promise. Needs a Unix."""

import os

# Everybody on one core: threads that wait for each other on a busy machine can make a peer a hundred times slower. The
# libraries read this when they are loaded, so it stands before any of them.
os.environ |= {"OMP_NUM_THREADS": "1", "RAYON_NUM_THREADS": "1"}
