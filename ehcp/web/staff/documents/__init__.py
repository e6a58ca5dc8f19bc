"""The documents of a case: what was handed in, opening it, and taking in what came by post."""
