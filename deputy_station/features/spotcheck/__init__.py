"""检查抽查: quarterly checks with a draw that can be repeated."""
