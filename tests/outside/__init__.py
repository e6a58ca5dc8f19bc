"""Who works here: users, their passwords, sessions, covers, seals."""
