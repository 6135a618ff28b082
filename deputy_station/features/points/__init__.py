"""履职积分: schemes as data, points derived from the records."""
