"""What is handed in as a file: what it really is, where it lies, and whether it is clean."""
