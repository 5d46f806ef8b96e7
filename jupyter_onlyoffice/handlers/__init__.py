"""The handlers of all routes. They are thin: parse, authorise, call, answer."""
