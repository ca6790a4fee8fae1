from rest_framework.exceptions import APIException


class Conflict(APIException):
    """What is asked for does not go together with the state of what it is asked of."""

    status_code = 409
