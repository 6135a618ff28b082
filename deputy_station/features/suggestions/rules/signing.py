"""Who signs a suggestion, and who must agree before it is taken back."""

from collections.abc import Collection, Mapping, Sequence

from deputy_station.core.errors import Refusal


class SignersWrong(Refusal):
    """A suggestion has one leading deputy, who does not co-sign it as well."""


class CoSignersNotAsked(Refusal):
    """A co-signed suggestion is taken back only when all who signed agree (上海 rule; 青岛 12, 重庆 12: in writing)."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"附议的{'、'.join(names)}还没有同意撤回。请征得同意并记上，再撤回。")


def check_signers(lead_id: int, co_signer_ids: Sequence[int]) -> None:
    """Refuse a lead who co-signs, and a co-signer named twice."""
    if lead_id in co_signer_ids:
        raise SignersWrong("领衔代表不用再附议。请从附议人里去掉。")
    if len(set(co_signer_ids)) != len(co_signer_ids):
        raise SignersWrong("附议代表有重复。请去掉重复的人。")


def check_agreed(co_signers: Mapping[int, str], agreed_ids: Collection[int]) -> None:
    """Refuse a withdrawal that a co-signer (id to name) did not agree to."""
    missing = [name for deputy_id, name in co_signers.items() if deputy_id not in agreed_ids]
    if missing:
        raise CoSignersNotAsked(missing)
