"""Paper that comes back: scanned or photographed pages file themselves; what is unsure is asked."""
