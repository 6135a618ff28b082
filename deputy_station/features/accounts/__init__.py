"""使用人: who may sign in and do what; one built-in user on a single desk."""
