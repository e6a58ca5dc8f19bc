"""Taking a new case in: what it is, when it came, whose it is, and whether they are known."""
