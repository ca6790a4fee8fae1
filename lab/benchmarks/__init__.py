"""Speed, measured by anyone: `./shop bench`. The product never imports this."""
