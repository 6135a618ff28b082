"""The papers of the annual assessment."""
