"""Files become pages: opening, reading, judging and cutting; a folder that is watched."""
