"""What comes into checks from outside: the quarterly reports of stations."""
