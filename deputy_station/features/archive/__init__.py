"""存底 and 年度归档: what went out is found and printed again; the papers of a year bound for the archive."""
