"""What happens by itself: the journeys as Prefect flows, the scheduled checks, the timetable."""
