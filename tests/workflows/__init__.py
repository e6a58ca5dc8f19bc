"""Promises about what happens by itself."""
