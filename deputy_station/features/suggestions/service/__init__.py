"""What can be asked of suggestions and done to them: lists, writing and signing, the way to the reply."""
