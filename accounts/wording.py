"""What people write as a name or a comment: one line of characters that can be seen."""

import unicodedata


def one_line(text: str, longest: int) -> str | None:
    """The text in NFC, its white space single blanks; None for an empty or longer one, and for what cannot be seen."""
    plain = unicodedata.normalize("NFC", " ".join(text.split()))
    if not 1 <= len(plain) <= longest or any(unicodedata.category(letter)[0] == "C" for letter in plain):
        return None
    return plain
