"""How a letter's page looks: a line of style for each tag, large and dark enough to read."""

_INK = "color:#16202b;"
_RULE = "border-bottom:1px solid #c3cad1;"

STYLES = {
    "h1": f"{_INK}font-size:26px;line-height:1.25;margin:0 0 20px;",
    "h2": f"{_INK}font-size:19px;line-height:1.3;margin:32px 0 8px;",
    "p": "margin:0 0 16px;",
    "ul": "margin:0 0 16px;padding-left:22px;",
    "ol": "margin:0 0 16px;padding-left:22px;",
    "li": "margin:0 0 8px;",
    "table": "border-collapse:collapse;width:100%;margin:4px 0 24px;font-size:16px;",
    "th": f"{_RULE}text-align:left;vertical-align:bottom;padding:8px 10px 8px 0;font-size:14px;"
    "color:#4a5663;",
    "td": f"{_RULE}text-align:left;vertical-align:top;padding:10px 10px 10px 0;",
    "a": "color:#1a5796;",
}

BUTTON = (
    "display:inline-block;background-color:#1a5796;color:#ffffff;text-decoration:none;"
    "font-weight:bold;padding:12px 22px;border-radius:4px;margin:4px 0;"
)
ON_ONE_LINE = "white-space:nowrap;"
CLOSE_TOGETHER = {
    "table": "font-size:15px;",
    "th": "padding-right:7px;",
    "td": "padding-right:7px;",
}
"""What is added to a table of many columns."""
