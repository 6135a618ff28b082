"""The shapes a rule can have: from a rule and one subject's facts to points with the sum in words."""
