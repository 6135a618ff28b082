"""代表建议: a suggestion's way from draft to appraised reply."""
