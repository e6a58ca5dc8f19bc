"""The case list: filters, views that are kept, search, and what is done with several cases."""
