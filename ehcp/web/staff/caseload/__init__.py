"""The caseload of the officers: who has how much, who is away, what nobody has."""
