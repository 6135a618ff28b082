"""表样和存底: forms as this station prints them, and every paper that went out, to be printed again as it was."""
