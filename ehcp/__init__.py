"""The case: the law, where a child's case stands, where it is kept, and who may do what."""
