"""What can be asked and done with units, categories, terms and step tables."""
