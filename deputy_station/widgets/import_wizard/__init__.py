"""The one window everything is imported through: file and sheet, columns, preview, import. A feature gives an ImportKind."""
