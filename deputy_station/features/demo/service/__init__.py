"""The demo station, in parts: the cast from resources, the roster, the year of activities, the matters."""
