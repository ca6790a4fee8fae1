"""Parameters for the CTEs of one filter set."""

from dataclasses import dataclass

from catalog.search.depth import Depth
from catalog.search.plan import SearchPlan, Strategy


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """`suffix` ends the names of the CTEs."""

    plan: SearchPlan
    number: int  # 0: the page's own filter set; else that of a disjunctive facet
    products: str  # subquery of the ids that pass the filters
    strategy: Strategy
    exact_limit: int
    is_probed: bool
    depth: Depth

    @property
    def suffix(self) -> str:
        return f"_facet_{self.number}" if self.number else ""

    @property
    def version(self) -> int:
        """Primary key of the encoder version, 0 without one."""
        return self.plan.vector_match.version.pk if self.plan.vector_match else 0

    @property
    def width(self) -> int:
        """Dimensions of a joint vector."""
        return self.plan.vector_match.version.joint_dimension if self.plan.vector_match else 0

    @property
    def has_vector(self) -> bool:
        return self.plan.vector_match is not None

    @property
    def has_text(self) -> bool:
        return bool(self.plan.text_match.text)

    @property
    def is_ann(self) -> bool:
        return self.strategy is Strategy.ANN
