from wireworks.graph._graph import ServiceGraph as ServiceGraph
from wireworks.graph._records import Gives as Gives
from wireworks.graph._records import Need as Need
from wireworks.graph._records import Problem as Problem
from wireworks.graph._records import Service as Service
from wireworks.graph._records import Step as Step

__all__ = (
    "Gives",
    "Need",
    "Problem",
    "Service",
    "ServiceGraph",
    "Step",
)
