"""The page of demands: list and detail, the form at the desk, the steps, importing a ledger."""
