"""Papers and workbooks of demands, a module for each; `drawing` makes them, seals them and says who may be named."""
