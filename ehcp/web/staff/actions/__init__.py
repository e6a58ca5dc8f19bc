"""The actions of the weekly meeting: what is open, what is overdue, and what became of the rest."""
