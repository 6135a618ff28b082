"""The database: Base, transactions, column types, backup, migrations. Knows no business word."""
