"""What demands and suggestions share: kinds of matter, steps as data, units, categories, terms."""
