from .programme import Programme
from .registration import Registration
from .training import Training, TrainingDay

__all__ = ["Programme", "Registration", "Training", "TrainingDay"]
