"""The window around the pages: frame, navigation, settings, error dialogs."""
