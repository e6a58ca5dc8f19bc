"""Promises about the council as the rooms take it."""
