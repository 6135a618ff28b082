"""The window around the pages: frame, navigation, palette, first start, settings page, error dialogs."""
