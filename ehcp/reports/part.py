"""A part of a report: what does not apply is left out, what has no value is said to be null."""

from typing import Any

from pydantic import BaseModel, ConfigDict, SerializerFunctionWrapHandler, model_serializer


class Part(BaseModel):
    """A part of a report, which never changes once it is made."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_serializer(mode="wrap")
    def _leave_out_what_does_not_apply(
        self, handler: SerializerFunctionWrapHandler
    ) -> dict[str, Any]:
        fields = type(self).model_fields
        return {
            name: value
            for name, value in handler(self).items()
            if value is not None or fields[name].is_required()
        }
