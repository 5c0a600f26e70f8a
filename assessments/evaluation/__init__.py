"""Load -> core -> store: jobs whose rows are the truth, harmless when they run twice."""

from assessments.evaluation.requests import MOST_ATTEMPTS, GaveUp, run
from assessments.evaluation.trials import Progress, run_chunk

__all__ = ["MOST_ATTEMPTS", "GaveUp", "Progress", "run", "run_chunk"]
