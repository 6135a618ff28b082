"""Papers of the archive: cover, contents, the folder of a year; a kept paper as it was."""
