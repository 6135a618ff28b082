"""Points of a year: which scheme, which facts from the records of all lower areas, whose score."""
