"""Papers of points: the wall list, the statement of a quarter with its slip, the derivation sheet."""
