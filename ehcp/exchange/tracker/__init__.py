"""A council's tracker workbook: found, read, checked, compared with the law and taken in."""
