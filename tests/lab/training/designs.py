"""A design that tests share."""

from lab.demo.world import Design

RED_TEE = Design(
    kind="t-shirt",
    colour="red",
    pattern="striped",
    pattern_colour="white",
    material="cotton",
    shape=(("sleeve", "long"), ("neckline", "v-neck")),
)
