"""What can be asked of sign-in and done: codes and keys, sheets, cards."""
