from datetime import datetime

# Values of the statement by their names: %(name)s.
Values = dict[str, int | float | str | list[str] | list[int] | datetime]
