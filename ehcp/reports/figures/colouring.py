"""Green, amber or red, by the council's own rule, which is printed beside the figure."""

from collections.abc import Sequence

from ehcp.reports.figure import Figure
from ehcp.reports.position import Position


def coloured(figure: Figure, position: Position, *, before: Sequence[float] = ()) -> Figure:
    """Colour a figure where the council has a rule for it; `before` are its earlier weeks."""
    rule = position.colours.get(figure.id)
    if rule is None:
        return figure
    colour = rule.colour(figure.value, before=before)
    return figure.model_copy(
        update={"colour": colour.value if colour else None, "colour_rule": rule.in_words}
    )
