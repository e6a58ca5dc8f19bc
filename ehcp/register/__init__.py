"""Where cases are kept: tables, the engine, loading and storing, and the deadline projection."""
