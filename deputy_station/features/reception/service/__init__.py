"""What can be asked of reception days and done to them: calendar, planning, days, rota, notices, visits."""
