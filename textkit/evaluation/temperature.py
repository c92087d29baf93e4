"""Temperature scaling (Guo et al. 2017): one number that logits are divided by, fitted where labels are known.

The order of the answers stays, and with it every decision; what changes is how sure a model says it is.
"""

from collections.abc import Callable

import numpy as np

LOWEST, HIGHEST = 0.05, 20.0


def fit_temperature(loss: Callable[[float], float]) -> float:
    """The temperature in [0.05, 20] with the least `loss`, the mean negative log-likelihood of logits divided by it.

    The search is over the logarithm, for half and twice are as far from 1.
    """
    from scipy.optimize import minimize_scalar

    found = minimize_scalar(
        lambda log: loss(float(np.exp(log))),
        bounds=(np.log(LOWEST), np.log(HIGHEST)),
        method="bounded",
        options={"xatol": 1e-4},
    )
    return float(np.exp(found.x))
