"""What an attacker or a broken client tries, by entrance. Alone: `./shop test tests/attacks`.

`test_growth.py` sends the worst input of its kind to every entrance in `entrances.py`, in two
sizes. A new entrance joins by one line there.
"""
