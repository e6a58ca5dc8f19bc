"""Which cases? Behind every number of the report the cases that it counts, and why."""
