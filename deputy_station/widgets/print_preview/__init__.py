"""A paper looked at before it goes out: its pages as pictures, what to print and how, printed or saved as PDF.

The paper is one PDF in a private folder. Screen, printer and saved file are all made from it. Pages go to the printer
as pictures at its own resolution (up to 300 dpi), in the size they have in millimetres, through Qt's printing on every
system: Qt cannot draw a PDF as vectors, and handing the file to CUPS instead would give two ways that differ in offset
and paper. Printing runs beside the window, one page in memory at a time.
"""
