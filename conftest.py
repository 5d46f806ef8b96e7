"""What all tests share: jupyter_server's own fixtures, which also run ``async def`` tests."""

pytest_plugins = ["pytest_jupyter.jupyter_server"]
