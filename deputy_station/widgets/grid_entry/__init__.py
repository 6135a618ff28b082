"""Many rows typed at once, as in a spreadsheet: attendance of eighty, a roster.

columns: what one column holds and how its text is read. sheet: the texts, their check, paste of a block, undo (no Qt).
grid: the cells on the screen and their keys. field: the grid as a field of a form.
"""
