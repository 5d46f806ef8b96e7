"""What all tests share: jupyter_server's own fixtures, which also run ``async def`` tests."""

from hypothesis import settings

pytest_plugins = ["pytest_jupyter.jupyter_server"]

# A busy machine is no failure: how long an example takes is not tested.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
