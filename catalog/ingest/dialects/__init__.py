"""What the columns of each kind of export mean. `registry` lists the dialects."""
