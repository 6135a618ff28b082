"""履职活动: who was to come, who came; and what a deputy did alone (deeds)."""
