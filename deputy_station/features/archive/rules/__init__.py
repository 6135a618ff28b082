"""Decisions of the archive: which papers belong into a year, how they are numbered and named."""
