"""Pure decisions about suggestions: the choices, the one table of steps, reasons for refusing, classes of replies."""
