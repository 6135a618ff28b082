"""Decisions of the register: its forms, where a row stands, what the paper lacks."""
