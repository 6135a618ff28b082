"""The pages of activities: the list with who came, attendance in one pass, congress sessions, deeds."""
