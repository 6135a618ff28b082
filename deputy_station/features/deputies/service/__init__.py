"""What can be asked of the roster and done to it: the frame (terms, groups ...), the roster, its changes."""
