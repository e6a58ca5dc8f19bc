"""Files that are handed in: what they are, where they lie, what scans them."""
