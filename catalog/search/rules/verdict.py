"""Whether a rule applies to a search, and why not."""

from collections.abc import Callable, Iterator
from enum import Enum
from typing import Final

from catalog.models import RuleTrigger
from catalog.models.rule import MAX_PHRASE_WORDS
from catalog.search.rules.rule import Rule
from catalog.search.rules.situation import Situation, Words, words_of
from catalog.vocabulary.phrases import keys_of


class WhyNot(Enum):
    """Why a rule does not apply, for people."""

    SCOPE = "it is for searches within its own merchant"
    INACTIVE = "it is switched off"
    EARLY = "it has not started yet"
    LATE = "it has ended"
    SEARCHING = "it is for searches, and this is browsing"
    BROWSING = "it is for browsing, and this is a search"
    WORDS = "its words are not those of the search"
    CATEGORY = "the search is not within its category"
    LIMIT = "too many other rules apply before it"


def reasons_against(rule: Rule, situation: Situation, scope: int | None) -> Iterator[WhyNot]:
    """Yield why the rule does not apply; nothing if it does.

    `scope` is the merchant that the search is limited to.
    """
    yield from (reason for reason, holds in _CONDITIONS if not holds(rule, situation, scope))


def _in_scope(rule: Rule, _: Situation, scope: int | None) -> bool:
    return rule.merchant_id is None or rule.merchant_id == scope


def _active(rule: Rule, _: Situation, __: int | None) -> bool:
    return rule.active


def _started(rule: Rule, situation: Situation, _: int | None) -> bool:
    return rule.starts is None or rule.starts <= situation.at


def _not_ended(rule: Rule, situation: Situation, _: int | None) -> bool:
    return rule.ends is None or situation.at < rule.ends


def _not_browsing(rule: Rule, situation: Situation, _: int | None) -> bool:
    return not situation.browses or rule.trigger in (RuleTrigger.BROWSING, RuleTrigger.ALWAYS)


def _browsing(rule: Rule, situation: Situation, _: int | None) -> bool:
    return situation.browses or rule.trigger is not RuleTrigger.BROWSING


def _words_match(rule: Rule, situation: Situation, _: int | None) -> bool:
    if rule.trigger is RuleTrigger.WORDS_ARE:
        return _share_key(rule, situation.whole, situation)
    if rule.trigger is RuleTrigger.WORDS_CONTAIN:
        return _share_key(rule, parts_of(situation, longest_phrase(rule)), situation)
    return True


def _in_category(rule: Rule, situation: Situation, _: int | None) -> bool:
    return not rule.category or rule.category in situation.categories


Condition = Callable[[Rule, Situation, int | None], bool]
_CONDITIONS: Final[tuple[tuple[WhyNot, Condition], ...]] = (
    (WhyNot.SCOPE, _in_scope),
    (WhyNot.INACTIVE, _active),
    (WhyNot.EARLY, _started),
    (WhyNot.LATE, _not_ended),
    (WhyNot.SEARCHING, _not_browsing),
    (WhyNot.BROWSING, _browsing),
    (WhyNot.WORDS, _words_match),
    (WhyNot.CATEGORY, _in_category),
)


def _share_key(rule: Rule, texts: Iterator[Words] | tuple[Words, ...], at: Situation) -> bool:
    own = {key for phrase in rule.phrases for key in phrase_keys_of(phrase, at.languages)}
    return any(not own.isdisjoint(keys_of(words, at.languages)) for words in texts)


def phrase_keys_of(phrase: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """Return what all forms of a rule's phrase share, as the words of a search do."""
    return keys_of(words_of(phrase), languages)


def longest_phrase(rule: Rule) -> int:
    """Return the most words that a phrase of the rule may be typed as: one may be typed apart."""
    longest = max((len(words_of(phrase)) for phrase in rule.phrases), default=0)
    return 1 + min(longest, MAX_PHRASE_WORDS)


def parts_of(situation: Situation, longest: int) -> Iterator[Words]:
    """Yield every part of the words with at most `longest` words."""
    for words in situation.containing:
        for start in range(len(words)):
            for end in range(start + 1, min(start + longest, len(words)) + 1):
                yield words[start:end]
