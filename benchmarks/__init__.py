"""Speed and recall, measured by anyone: `./shop bench search`. The product never imports this."""
