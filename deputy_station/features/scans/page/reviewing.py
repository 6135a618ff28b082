"""Boxes the program would not judge: one after the other, one key each, written down in one change."""

from collections.abc import Sequence

from deputy_station.features.scans.rules.states import Question, Verdict
from deputy_station.features.scans.service.answering import Answered, MarkAnswer, answer_marks
from deputy_station.features.scans.service.listing import Waiting
from deputy_station.widgets.buttons import Action
from deputy_station.widgets.dialogs import Dialog
from deputy_station.widgets.page import Page
from deputy_station.widgets.pill import Tone
from deputy_station.widgets.review_list import Answer, ReviewItem, ReviewList

ANSWERS = (Answer(1, "签了", Tone.DONE), Answer(2, "没签", Tone.OVERDUE), Answer(3, "以后再看", Tone.QUIET))
VERDICT_OF = {1: Verdict.SIGNED, 2: Verdict.EMPTY}
"""What an answer writes down; one without a verdict leaves the box waiting."""
WORDS = {
    Question.UNSURE: "看不准",
    Question.DISAGREES: "像是签了，可是记的不是到会；答“签了”就改记到会",
    Question.NOT_SIGNED: "记了到会，纸上像是没签；记录不会改",
    Question.NOT_LISTED: "签了名，可是已不在名单上；答“签了”就补进名单",
}


class ReviewDialog(Dialog):
    """The signatures that wait, the cut beside the name.

    `given` holds answers that were not written down yet, by the id of the mark: closed before its end, it goes on there.
    """

    def __init__(self, page: Page, waiting: Sequence[Waiting], given: dict[object, Answer]) -> None:
        super().__init__(page, "看签名", width=720)
        self._page, self._given = page, given
        self.review = ReviewList(
            [
                ReviewItem(
                    each.mark.id,
                    each.mark.crop,
                    each.mark.name,
                    f"{each.subject}。{WORDS.get(each.mark.question or Question.UNSURE, '')}",
                )
                for each in waiting
            ],
            ANSWERS,
            given=given,
        )
        self.review.answered.connect(self._offer)
        self.body.addWidget(self.review)
        self.body.addStretch(1)
        self._offer()

    def open(self) -> None:
        super().open()
        self.review.setFocus()

    def _offer(self) -> None:
        for key, answer in self.review.given.items():
            if answer.digit in VERDICT_OF:
                self._given[key] = answer
            else:
                self._given.pop(key, None)  # put off: asked anew
        answers = self._answers()
        save = Action(
            f"记下 {len(answers)} 处",
            self.save,
            primary=True,
            enabled=bool(answers),
            why="还没有看过一处。",
        )
        self.action_row.set_actions([Action("取消", self.reject), save])
        if self.review.done and answers:
            self.action_row.button(save.text).setFocus()

    def _answers(self) -> list[MarkAnswer]:
        given = self.review.given
        return [
            MarkAnswer(int(str(item.key)), VERDICT_OF[given[item.key].digit])
            for item in self.review.items
            if item.key in given and given[item.key].digit in VERDICT_OF
        ]

    def save(self) -> None:
        """Write down what was judged, all or nothing; what was put off waits on."""
        self._page.change(
            answer_marks,
            answers=self._answers(),
            say=answered_words,
            then=self._written,
            on_refusal=self.notice.refuse,
        )

    def _written(self, _answered: Answered) -> None:
        self._given.clear()
        self.accept()


def answered_words(answered: Answered) -> str:
    """What the answers came to."""
    return f"看过 {answered.boxes} 处签名，登记到会 {answered.came} 人"
