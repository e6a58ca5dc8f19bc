"""What we say to whom, and whether it has gone."""
