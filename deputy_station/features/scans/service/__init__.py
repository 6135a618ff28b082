"""Filing what came back, answering what is asked, what is on file, and the signatures kept as evidence."""
