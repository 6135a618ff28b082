"""Pure decisions about points: what a scheme says, and what it gives for the facts of a year."""
