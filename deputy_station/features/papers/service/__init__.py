"""The versions of a form, the papers that went out, the bundle of a year."""
