"""Pages for schools and colleges: the reviews they hold, and what they are asked."""
