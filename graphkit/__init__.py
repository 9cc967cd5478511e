"""graphkit: find the way to a decision in a large customer."""

__version__ = "0.1.0"
