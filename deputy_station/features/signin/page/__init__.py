"""The page of activities with its sheets and cards."""
