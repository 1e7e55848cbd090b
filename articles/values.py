"""What documents are made of: texts that were asked for their characters, percentages as printed, frozen values."""

from collections.abc import Callable
from typing import Annotated
from uuid import UUID, uuid4

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from articles import characters, limits


def _asked(rule: Callable[[str], str]) -> BeforeValidator:
    """The rule about characters, before the text is touched; what is no text at all, pydantic refuses."""
    return BeforeValidator(lambda value: rule(value) if isinstance(value, str) else value)


Line = Annotated[str, _asked(characters.line), StringConstraints(strip_whitespace=True, max_length=limits.LINE)]
Prose = Annotated[str, _asked(characters.prose), StringConstraints(strip_whitespace=True, max_length=limits.PROSE)]
PERCENTAGE = r"^(100(\.0+)?|\d{1,2}(\.\d+)?)$"
Percentage = Annotated[str, StringConstraints(max_length=limits.PERCENTAGE, pattern=PERCENTAGE)]


class Frozen(BaseModel):
    """A value: cannot be changed after it was made, and refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Node(Frozen):
    """Something with an identity that comments, sign-offs, history and comparisons can hang on."""

    id: UUID = Field(default_factory=uuid4)
