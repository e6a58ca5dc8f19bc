"""The command line of what the lowest floor offers: cases, the law, intake, the report, proof."""
