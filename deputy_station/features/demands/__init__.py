"""群众诉求: a demand's way from spoken word to struck off."""
