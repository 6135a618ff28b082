"""From the text of a scheme file to a `Scheme`, or to every mistake in it, each with its line."""
