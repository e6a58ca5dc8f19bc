"""An address under which there is nothing: answered as every unknown page is."""

from starlette.exceptions import HTTPException


class NotThere(HTTPException):
    """A user, a part, a setting or a letter that there is not."""

    def __init__(self) -> None:
        super().__init__(404)
