"""The report as people read it: on the screen, as a page, as a workbook."""
