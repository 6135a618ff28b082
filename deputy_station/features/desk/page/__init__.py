"""The reception screen for a busy hour: queue, form, what is known already; read-back, receipt, the end of the day."""
