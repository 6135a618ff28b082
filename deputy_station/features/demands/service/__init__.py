"""What can be asked or done about demands: registering, steps, lists, detail, categories and units."""
