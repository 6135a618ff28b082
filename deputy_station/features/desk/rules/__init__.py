"""Decisions of the desk: slips, the order of the queue, words of receipts and summaries."""
