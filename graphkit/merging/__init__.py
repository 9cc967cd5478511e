"""A second file of the same account: who is who, what changed, and whose word counts."""
