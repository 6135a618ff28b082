"""The page of the forms: which there are, how they look, and changing them without code."""
