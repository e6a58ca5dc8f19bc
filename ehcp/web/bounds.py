"""How much the counter takes at once."""

LARGEST_BODY = 4 * 1024 * 1024
"""Bytes of one request. The longest form is far below; files have a road of their own."""
