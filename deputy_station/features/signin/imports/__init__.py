"""Which printed sheet, and which page of it, a picture shows."""
