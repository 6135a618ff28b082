"""Papers of checks: the workbook of a quarter, check sheets, lists of findings."""
