"""The confidence marks of the law in words, as they stand wherever a rule is shown."""

_IN_WORDS = {"A": "checked A", "B": "checked B"}


def mark_in_words(mark: str) -> str:
    """Say how surely a rule was checked, with a caution where its text was not read again."""
    return _IN_WORDS.get(mark, f"checked {mark} - check the wording before relying on it")
