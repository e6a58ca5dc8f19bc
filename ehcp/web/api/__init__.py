"""The programs' door: the same cases and acts as at the counter, as JSON, for somebody's key."""
