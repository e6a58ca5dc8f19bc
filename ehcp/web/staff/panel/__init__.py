"""The panel: its days, the agenda of each, and one form for each decision."""
