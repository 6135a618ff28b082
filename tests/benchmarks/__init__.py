"""Ratios measured in one run: `poe bench`. Nothing here is a test; the machine decides no verdict."""
