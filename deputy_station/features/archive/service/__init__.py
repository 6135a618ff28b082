"""The papers of a year as volumes."""
