"""Promises about the building itself."""
