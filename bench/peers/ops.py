"""Single operators called from Python: `ops.py '{"add": CALLS, "matmul": CALLS, "backward": CALLS}'`."""

import json
import sys
import time
from collections.abc import Callable

import torch

from channel import Channel


def microseconds(call: Callable[[], object], calls: int) -> float:
    """Of one call, its result freed; the loop costs what the lambda around the operator costs."""
    start = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - start) / calls * 1e6


def main() -> None:
    channel = Channel()
    torch.set_num_threads(1)
    calls = json.loads(sys.argv[1])
    small_a, small_b = torch.randn(2, 2), torch.randn(2, 2)
    large_a, large_b = torch.randn(64, 64), torch.randn(64, 64)
    x, w = torch.randn(4, 4), torch.randn(4, 4, requires_grad=True)

    def backward() -> None:
        (x @ w).square().mean().backward()
        w.grad = None

    bodies = {
        "add": lambda: torch.add(small_a, small_b),
        "matmul": lambda: torch.matmul(large_a, large_b),
        "backward": backward,
    }
    channel.answer(torch=torch.__version__)
    while True:
        channel.wait()
        channel.answer(**{name: microseconds(body, calls[name]) for name, body in bodies.items()})


main()
