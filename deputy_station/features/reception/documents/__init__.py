"""Papers of reception days: the notice, the wall calendar of a year."""
