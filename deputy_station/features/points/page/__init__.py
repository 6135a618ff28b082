"""The screens of the points: the table, the schemes, and what is checked before a period is published."""
