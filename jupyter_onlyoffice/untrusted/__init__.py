"""Reading what others wrote, within limits of bytes, depth and time."""
