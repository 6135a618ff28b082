"""The page of checks: draws and their records, quarterly checks, findings."""
