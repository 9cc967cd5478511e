"""The sales method: what to say to whom, and when; rules and texts that a team can read and edit."""
