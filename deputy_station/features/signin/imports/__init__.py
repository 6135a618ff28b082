"""Signed sheets that come back: which sheet a picture shows, and its signature boxes one by one."""
