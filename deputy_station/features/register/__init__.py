"""履职登记册: the 13 forms of each deputy and term, filled from the records, and what of them stands on paper."""
