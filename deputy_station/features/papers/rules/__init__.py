"""Decisions of papers: what of a form a station may change, how archived papers are named and numbered."""
