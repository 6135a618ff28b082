"""The page of the roster: list and detail, entering and changing, importing a workbook, groups and terms."""
