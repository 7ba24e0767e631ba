"""Made-up but pronounceable text, the same from the same random numbers."""

from collections.abc import Iterator
from random import Random

SYLLABLES = [
    "ba", "ce", "di", "fo", "gu", "ha", "je", "ki", "lo", "mu", "na", "pe", "ri", "so", "tu", "va",
    "we", "xi", "yo", "za", "bren", "sted", "mar", "lin",
]  # fmt: skip
GIVEN = [
    "Ada", "Alan", "Amara", "Anna", "Björn", "Carlos", "Chen", "Clara", "Dana", "Elif", "Emil",
    "Farah", "Grace", "Hana", "Hiro", "Ines", "Ivan", "Jana", "João", "Kaito", "Lars", "Leila",
    "Li", "Lucía", "Maja", "Marek", "Mei", "Nadia", "Nils", "Noor", "Olga", "Omar", "Petra",
    "Priya", "Quentin", "Rosa", "Sara", "Søren", "Tariq", "Uma", "Vera", "Wei", "Xin", "Yara",
    "Yusuf", "Zoë",
]  # fmt: skip
WORDS = [
    "adaptive", "agents", "analysis", "approximate", "bounded", "causal", "compact", "control",
    "convex", "cooperative", "data", "deep", "differentiable", "distributed", "dynamic",
    "efficient", "embodied", "equivariant", "estimation", "fast", "field", "flows", "framework",
    "games", "gaussian", "generative", "geometry", "gradient", "graph", "grasping", "hierarchical",
    "human", "implicit", "inference", "interactive", "kernel", "language", "large", "latent",
    "learning", "light", "linear", "locomotion", "manipulation", "maps", "measures", "memory",
    "methods", "models", "motion", "multimodal", "navigation", "networks", "neural", "nonlinear",
    "objects", "online", "optimal", "parallel", "perception", "planning", "policies", "prediction",
    "principled", "priors", "probabilistic", "programs", "proofs", "quantum", "random", "reasoning",
    "recovery", "reinforcement", "rendering", "representations", "reward", "robots", "robust",
    "safe", "sampling", "scalable", "scenes", "search", "sensors", "shape", "signal", "simulation",
    "skills", "sparse", "stable", "statistical", "stochastic", "structured", "surfaces", "symbolic",
    "systems", "tactile", "tensors", "theory", "tracking", "transfer", "transformers", "trees",
    "uncertainty", "verified", "video", "vision",
]  # fmt: skip


def title(random: Random) -> str:
    """Return a title of six to ten words; one in fifty holds a formula."""
    words = random.choices(WORDS, k=random.randint(6, 10))
    if random.random() < 0.02:
        words[-1] = "in $O(n \\log n)$ time"
    text = " ".join(words).capitalize()
    return text.replace(" ", ": ", 1) if random.random() < 0.3 else text


def sentences(random: Random, count: int) -> list[str]:
    """Return `count` plain sentences of about 120 characters, to be put together to abstracts."""
    made = []
    for _ in range(count):
        words = random.choices(WORDS, k=13)
        made.append(f"We show that {' '.join(words)}.")
    return made


def names(random: Random) -> Iterator[tuple[str, str]]:
    """Yield (given name, family name) without end; namesakes occur, as they do among people."""
    while True:
        family = "".join(random.choices(SYLLABLES, k=random.choice((2, 3, 3)))).capitalize()
        yield random.choice(GIVEN), family
