"""In and out in other people's shapes: spreadsheets, returns to the Department, exports."""
