"""What fills the books, and which rows were printed where."""
