"""What can go wrong with one case without being the others' affair: it is named, and they go on."""

from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from ehcp.refusal import Refusal

TROUBLE = (
    Refusal,
    SQLAlchemyError,
    ValidationError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    OSError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""Of these only the kind may be told: their text can hold a row of the register."""
