"""The page for phones: personal codes, signing in, leaving a demand, and the small server that carries them."""
