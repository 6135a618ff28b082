"""Taking in demands from workbooks: `ledger` leads, `candidates` compares rows with what is there, `writing` writes."""
