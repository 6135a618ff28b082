"""Who works with the program, and what each of them may see and decide."""

from deputy_station.core.choices import Choice


class Role(Choice):
    """What a user is at the desk."""

    LIAISON = "liaison", "联络员"
    PRESIDIUM = "presidium", "主席团办公室"
    DISTRICT = "district", "区联络室"
