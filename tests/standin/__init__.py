"""A small Docs server for the tests, faithful to the recorded traffic of a genuine one."""

from .options import Options, Timings
from .robot import Robot
from .server import StandIn

__all__ = ["Options", "Robot", "StandIn", "Timings"]
