"""今日: what is due, overdue and on today. Reads every area, changes none."""
