"""The weekly report as a page that the meeting works from: every number opens its cases."""
