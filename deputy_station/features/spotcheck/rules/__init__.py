"""Decisions of checks: quarters, draws, what a check asks and what records answer."""
