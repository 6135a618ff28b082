"""Pure decisions of the annual assessment."""
