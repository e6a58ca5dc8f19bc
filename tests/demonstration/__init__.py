"""Promises about the invented council."""
