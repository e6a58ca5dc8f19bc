"""The tracker of needs assessments: one row for each request becomes one case."""
