"""Papers of suggestions: the suggestion itself, the reply, the form for the deputy's opinion, and two public lists."""
