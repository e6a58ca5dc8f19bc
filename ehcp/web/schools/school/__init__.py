"""The page of a school, college or nursery, and what it answers and sends from there."""
