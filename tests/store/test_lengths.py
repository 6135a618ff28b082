"""Lines of text measured against their columns."""

import pytest

from deputy_station.features.activities.models import Activity
from deputy_station.store.lengths import LineTooLong, fit_line


def test_a_line_is_cleaned_and_kept_as_long_as_its_column_holds() -> None:
    assert fit_line(Activity.place, "地点", "  东街\n站 ") == "东街 站"
    assert fit_line(Activity.place, "地点", "𠮷" * 200) == "𠮷" * 200  # a rare character is one character


def test_a_longer_line_is_refused_with_its_name_and_both_numbers() -> None:
    with pytest.raises(LineTooLong, match="“地点”有 201 个字，最多 200 个字。请写短一些。"):
        fit_line(Activity.place, "地点", "东" * 201)
