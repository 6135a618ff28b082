"""Pure decisions on matters: steps, terms, handing over."""
