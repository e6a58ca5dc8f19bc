"""Where a child's case stands, worked out from its events: no database, no clock, no web."""
