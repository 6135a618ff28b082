"""演示站: fills an empty database with a believable station."""
