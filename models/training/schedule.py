"""How many steps there are, and how fast each learns."""


class Schedule:
    """The rate rises over the first steps, stays, and falls to nothing over the last: only the last depend on how many there are."""

    def __init__(self, steps, rate, rise, fall):
        self.steps, self._rate, self._rise, self._fall = steps, rate, rise, fall

    def rate(self, step):
        return self._rate * min(1.0, (step + 1) / self._rise, (self.steps - step) / self._fall)

    def fit(self, step, made, elapsed, limit):
        """Lets the fall begin at this step if, at the pace of the steps made, later would end after the limit."""
        if made >= 20 and step + self._fall < self.steps and elapsed + self._fall * elapsed / made > limit:
            self.steps = step + self._fall
            print(f"step {step}: the rate falls; {self.steps} steps in all", flush=True)
