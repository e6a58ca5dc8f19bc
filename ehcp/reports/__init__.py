"""How many, how late: the weekly figures, each with its definition, for any day."""
