"""Pure decisions of reception days: the year's plan from a rule, the rule in words, the rota, the notice."""
