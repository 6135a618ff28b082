"""The page of reception days: the list with a day's detail, planning a year."""
