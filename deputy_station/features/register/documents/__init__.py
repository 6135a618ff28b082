"""The books as papers: whole, and continued on the page where they ended."""
