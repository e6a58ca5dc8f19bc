"""A simulated school year: what happens in it, and what of it a second calculation expects."""
