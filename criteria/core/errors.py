"""What a service of this app answers when it will not do what it was asked."""


class Refused(Exception):
    """A write that must not happen, with the sentences to show to the person who asked."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


class Forbidden(Exception):
    """A person without the right to do this, whatever the state of things."""
