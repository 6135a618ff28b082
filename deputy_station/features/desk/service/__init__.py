"""What the desk does on a reception day: the queue, taking down, slips, the day's summary."""
