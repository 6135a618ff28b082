"""Pure decisions about demands: the choices, the one table of steps, numbers, deadlines."""
