"""Engines without business words: form description to paper, fonts, QR codes, workbooks in and out."""
