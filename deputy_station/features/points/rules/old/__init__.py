"""The rules of points as first written; they go when the scheme language stands."""
