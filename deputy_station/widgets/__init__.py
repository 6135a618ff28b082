"""Qt pieces without business words: table, form fields, background work, messages."""
