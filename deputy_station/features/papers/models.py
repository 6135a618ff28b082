"""Forms as this station prints them, version by version, and the papers that went out."""
