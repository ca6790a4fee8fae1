"""What an attacker or a broken client tries, by entrance. Alone: `./shop test tests/attacks`."""
