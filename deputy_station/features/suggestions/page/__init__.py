"""The page of suggestions: list, detail, steps as forms, boards, papers."""
