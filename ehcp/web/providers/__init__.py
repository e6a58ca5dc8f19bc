"""Pages for those who are asked for advice: one request by its link, and all that they owe."""
