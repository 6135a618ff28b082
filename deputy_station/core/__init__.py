"""No Qt, no database: errors, choices, clock, workdays, names, settings, paths, progress."""
