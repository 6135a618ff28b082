"""Papers of the page for phones: the poster for the door, and the slips with personal codes."""
