"""The page 收回纸表: what came back, what waits, and the dialogs in which people look at it."""
