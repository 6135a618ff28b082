"""The books on the screen."""
