"""Sheets that come back from the pen, made by program: `python -m tests.scanning` measures the reader on them.

The generator knows what every box holds and never imports the reader; the reader never sees that truth. What is
drawn, and how often, is written in `making.py`; what counts as right or wrong in `report.py`.
"""
