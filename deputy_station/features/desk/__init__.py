"""接待台: the busy hour at the desk, the kit of papers for a day, slips and receipts, and the day's summary."""
