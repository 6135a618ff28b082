"""接待日: plan, rota, notice, the day itself, visitors."""
