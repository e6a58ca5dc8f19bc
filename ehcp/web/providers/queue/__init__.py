"""The queue of a service: all that it owes, who writes it, and how it keeps its days."""
