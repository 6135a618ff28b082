"""What can be asked of activities and done to them: plans, attendance, deeds, evidence."""
