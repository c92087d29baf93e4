"""Words of a student that start where its teacher has them: what a pretrained table knows need not be learned again.

A word's vector is the mean of its pieces in the teacher's table. All of them are turned so that their first numbers
tell the most (principal components), for a student has fewer numbers to a word than an encoder; and they are as large
as what they replace, for the rest of the student is made for that.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from textkit.models.layers.embedding import WordEmbedding
from textkit.text.vectorizers import Vectorizer
from textkit.text.vectorizers.pretrained import PretrainedPieces
from textkit.text.vectorizers.words import UNKNOWN, Words

Vectors = NDArray[np.float32]


def has_words(module: nn.Module, vectorizer: Vectorizer) -> bool:
    """Whether a student has a vector for each word, as those of the zoo with `tokenizer = word`."""
    return isinstance(getattr(module, "embedding", None), WordEmbedding) and isinstance(vectorizer, Words)


def start_from(module: nn.Module, vectorizer: Vectorizer, table: Vectors, pieces: PretrainedPieces) -> int:
    """Give the words of `module` the teacher's vectors; how many there are.

    Args:
        table: (pieces, dimensions) of the teacher.
        pieces: by which the teacher reads words.
    """
    assert isinstance(module.embedding, WordEmbedding)
    assert isinstance(vectorizer, Words)
    words = list(vectorizer.vocabulary)
    vectors = np.stack([table[found].mean(axis=0) for found in pieces.pieces_of(words)])
    weights = module.embedding.words.weight
    found = torch.from_numpy(principal(vectors, weights.shape[1])).to(weights.device)
    with torch.no_grad():
        rows = weights[UNKNOWN + 1 : UNKNOWN + 1 + len(words), : found.shape[1]]
        rows.copy_(found * (rows.std() / found.std().clamp(min=torch.finfo(found.dtype).tiny)))
    return len(words)


def principal(vectors: Vectors, dimensions: int) -> Vectors:
    """`vectors` (N, D) by their first principal components, (N, at most `dimensions`): distances change least."""
    centred = vectors - vectors.mean(axis=0)
    _, directions = np.linalg.eigh(centred.T @ centred)  # from the smallest to the largest
    turned: Vectors = centred @ directions[:, ::-1][:, :dimensions]
    return np.ascontiguousarray(turned, dtype=np.float32)
