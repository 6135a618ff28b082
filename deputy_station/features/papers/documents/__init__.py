"""Papers of papers: what a command wrote is read to be kept."""
