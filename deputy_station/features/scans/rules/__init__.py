"""Decisions about paper that came back: what a page is, what is asked, what is the same paper again."""
