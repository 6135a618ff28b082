"""What is asked and done: sheets and grades, the year and its steps, duty reports, honours, publication, leaving."""
