"""Speed, side by side in one run: ratios, not seconds. `make bench` prints the table of the README."""
