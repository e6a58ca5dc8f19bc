"""Administration: users, services, the council's policy, closures, letters, the audit record."""
