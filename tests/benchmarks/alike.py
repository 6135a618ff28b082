"""What settled demands teach, on labelled messages (../shared/data, none of it kept here): right classes of seven in
five-fold trials, how many suggestions are shown and how many of those are right; then how long it takes.

    python -m tests.benchmarks.alike          the whole table
    poe bench alike                           the aims
"""

import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tests.benchmarks.measuring import Comparison, best_of, timed

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "demands_labelled.xlsx"
FOLDS, SEEDS = 5, (101, 102, 103)
KNOWN_RIGHT = 0.75
"""Nearest neighbours over the search index, from the title alone."""
MANY = 10_000
ASKED = 100_000


@dataclass(frozen=True)
class Trial:
    """Shares of all messages: the best class is the right one; a suggestion is shown; those shown are right."""

    right: float
    shown: float
    shown_right: float


def messages() -> list[tuple[str, str, str]]:
    """Title, words and class of each labelled message; empty where the file is absent."""
    from python_calamine import CalamineWorkbook

    from deputy_station.core.cleaning import clean_text

    if not REAL.is_file():
        return []
    head, *rows = CalamineWorkbook.from_path(REAL).get_sheet_by_index(0).to_python()
    columns = [head.index(name) for name in ("留言主题", "留言详情", "一级分类")]
    return [tuple(clean_text(str(row[column])) for column in columns) for row in rows]  # type: ignore[misc]


def folds_of(known: list[tuple[str, str, str]], seed: int) -> list[int]:
    """The fold of each message, classes spread evenly; messages with one title fall into one fold."""
    titles = sorted({(label, title) for title, _, label in known})
    random.Random(seed).shuffle(titles)
    titles.sort(key=lambda each: each[0])
    fold = {title: place % FOLDS for place, (_, title) in enumerate(titles)}
    return [fold[title] for title, _, _ in known]


def names_of(classes: list[str]) -> tuple[list[str], list[int]]:
    """The leaves of the shipped tree below these classes, and the class of each."""
    from deputy_station.features.matters.service.catalogue import shipped_categories

    leaves = [leaf for leaf in shipped_categories() if leaf[0] in classes]
    return [" ".join(dict.fromkeys(leaf)) for leaf in leaves], [classes.index(leaf[0]) for leaf in leaves]


def try_it(*, words: bool, names: bool, seeds: tuple[int, ...] = SEEDS) -> Trial:
    """Five-fold: learned from four fifths, the least lead for a suggestion too, asked for the fifth."""
    from deputy_station.features.demands.rules.learning import Experience, Texts, nearest, sure_from
    from deputy_station.features.demands.service.learned import LEAST_ALIKE, SHOWN

    known = messages()
    classes = sorted({label for _, _, label in known})
    leaves, of_leaves = names_of(classes) if names else ([], [])
    right: list[bool] = []
    shown: list[bool] = []
    for seed in seeds:
        fold = folds_of(known, seed)
        for held in range(FOLDS):
            own = [each for each, its in zip(known, fold, strict=True) if its != held]
            texts = Texts([each[0] for each in own], [each[1] if words else "" for each in own], leaves)
            labels = np.array([*(classes.index(each[2]) for each in own), *of_leaves], np.int32)
            experience = Experience(texts)
            (sure,) = sure_from(experience, texts, [labels])
            for title, text, label in (each for each, its in zip(known, fold, strict=True) if its == held):
                reading = experience.read(title, text if words else "")
                vote = experience.vote(reading, labels)
                near, _ = nearest(reading, labels, vote.label, among=len(own), least=LEAST_ALIKE, most=SHOWN)
                right.append(classes[vote.label] == label)
                shown.append(vote.ahead >= sure and bool(near))
    told, hit = np.array(shown), np.array(right)
    return Trial(float(hit.mean()), float(told.mean()), float(hit[told].mean()))


def _made_up(count: int) -> Any:
    """So many demands in the demo's words."""
    from deputy_station.features.demands.rules.learning import Texts

    chance = random.Random(6)
    streets = [
        f"{first}{second}"
        for first in "东西南北中朱李王张赵"
        for second in ("街", "村", "巷", "家园", "路口")
    ]
    things = (
        "路灯",
        "水管",
        "工资",
        "垃圾",
        "井盖",
        "养老金",
        "学费",
        "医保",
        "宅基地",
        "树枝",
        "公交",
        "噪音",
        "污水",
        "电线",
    )
    faults = (
        "坏了没人修",
        "一直没有发",
        "堵了好几天",
        "晚上太吵",
        "办不下来",
        "没有人管",
        "收费太高",
        "要求公开账目",
    )
    ends = (
        "老人小孩都不方便",
        "打过电话没有结果",
        "请领导来看一看",
        "去年也反映过",
        "下雨天更严重",
        "影响邻居休息",
    )
    titles = [f"{chance.choice(streets)}{chance.choice(things)}{chance.choice(faults)}" for _ in range(count)]
    words = [
        f"{title}，" + "，".join(chance.sample(ends, 4)) + f"，第{place}户"
        for place, title in enumerate(titles)
    ]
    return Texts(titles, words)


def _learning() -> Comparison:
    from deputy_station.features.demands.rules.learning import Experience, sure_from

    texts = _made_up(MANY)
    labellings = [np.arange(MANY, dtype=np.int32) % classes for classes in (120, 40, 7, 30)]

    def learn() -> None:
        sure_from(Experience(texts), texts, labellings)

    learn()
    return Comparison(
        "alike: learning from 10,000 demands / a second", min(timed(learn) for _ in range(2)), 1.0, aim=1
    )


def measure() -> list[Comparison]:
    """The aims as ratios: wrong answers against those of nearest neighbours, wrong suggestions against one in ten."""
    found = [_learning(), *_asking()]
    if messages():
        title, whole = (try_it(words=words, names=True) for words in (False, True))
        found += [
            Comparison(
                "alike: wrong class by title alone (s: share) / a quarter",
                1 - title.right,
                1 - KNOWN_RIGHT,
                aim=0.8,
            ),
            Comparison(
                "alike: wrong class by title and words / a quarter", 1 - whole.right, 1 - KNOWN_RIGHT, aim=0.6
            ),
            Comparison(
                "alike: wrong among those shown, title alone / a tenth", 1 - title.shown_right, 0.1, aim=1
            ),
            Comparison(
                "alike: wrong among those shown, with words / a tenth", 1 - whole.shown_right, 0.1, aim=1
            ),
        ]
    return found


def _asking() -> list[Comparison]:
    """With 100,000 demands: the hint, and the suggestions, against 20 ms each."""
    from datetime import UTC, timedelta

    from sqlalchemy import insert

    from deputy_station.features.demands.models import Channel, Demand, DemandState
    from deputy_station.features.demands.service.learned import suggest
    from deputy_station.features.demands.service.similar import find_alike
    from deputy_station.features.deputies.models import Station
    from deputy_station.features.matters.models import Category, Unit
    from deputy_station.features.matters.service.catalogue import load_categories, load_units
    from tests.benchmarks.stations import MORNING, empty_station

    texts = _made_up(ASKED)
    first = MORNING.astimezone(UTC) - timedelta(minutes=5 * ASKED)
    with empty_station() as database:
        with database.transaction() as session:
            session.add(
                Station(name="测速站", code="测速", township="测速镇", district="测速区", is_home=True)
            )
            load_units(session)
            load_categories(session)
        with database.reading() as session:
            leaves = [row.id for row in session.query(Category).filter(Category.level == 3).limit(120)]
            units = [row.id for row in session.query(Unit).limit(20)]
        with database.transaction() as session:
            for start in range(0, ASKED, 20_000):
                session.connection().execute(
                    insert(Demand.__table__),
                    [
                        {
                            "station_id": 1,
                            "year": 2026,
                            "number": place + 1,
                            "title": texts.titles[place],
                            "words": texts.words[place],
                            "channel": Channel.RECEPTION,
                            "received_at": first + timedelta(minutes=5 * place),
                            "state": DemandState.STRUCK_OFF,
                            "category_id": leaves[hash(texts.titles[place][2:4]) % len(leaves)],
                            "unit_id": units[place % len(units)],
                            "search_text": f"{texts.titles[place]}|{texts.words[place]}".replace("，", ","),
                            "version": 1,
                        }
                        for place in range(start, start + 20_000)
                    ],
                )

        def hint() -> None:
            with database.reading() as session:
                assert find_alike(
                    session, words="北街的路灯坏了好几天，晚上看不见", place="北街", phone="13812345678"
                )

        def offer() -> None:
            with database.reading() as session:
                suggest(session, words="北街的路灯坏了好几天，晚上看不见")

        started = time.process_time()
        offer()
        learning = time.process_time() - started
        hint()
        seconds = best_of(15, hint, offer)
    return [
        Comparison("alike: the first answer of a day, learned from 10,000 / 1.5 s", learning, 1.5, aim=1),
        Comparison("alike: hint among 100,000 demands / 20 ms", seconds[0], 0.02, aim=1),
        Comparison("alike: suggestions beside 100,000 demands / 20 ms", seconds[1], 0.02, aim=1),
    ]


def main() -> None:
    """The whole table."""
    for words in (False, True):
        for names in (False, True):
            found = try_it(words=words, names=names)
            looked = f"{'title and words' if words else 'title alone':<16}{'with' if names else 'without'} names of categories"
            print(
                f"{looked:<44} right {found.right:.3f}, shown {found.shown:.3f}, of those right {found.shown_right:.3f}"
            )


if __name__ == "__main__":
    main()
