"""Paper that comes back: pictures of printed pages, their corner codes, their plane and the ink in their boxes.

Knows no business words and no Qt: numpy, Pillow, zxing-cpp and pypdfium2 alone.
"""
