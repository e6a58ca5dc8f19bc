"""Letters that wait for a person: the list of all of them, and the page of each."""
