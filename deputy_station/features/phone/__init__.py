"""A page for phones on the local network: deputies sign in, visitors leave a demand, while one activity runs."""
