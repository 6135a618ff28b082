"""年度考核: annual sheets, grades, opinions."""
