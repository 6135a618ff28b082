"""What of the register stands on paper: books and the rows printed in them. What they say is read from the records."""
