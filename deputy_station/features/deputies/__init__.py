"""代表名册: terms, groups, constituencies, stations, deputies and their mandates."""
