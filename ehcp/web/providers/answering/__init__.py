"""The pages of answering one request: the same behind a link in a letter and behind a sign-in."""
