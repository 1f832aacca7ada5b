"""The Llama architecture as the engine runs it: RMSNorm, rotary positions, SwiGLU, tied embeddings."""
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn


@dataclass(frozen=True)
class LlamaShape:
    vocabulary: int = 4096
    hidden: int = 256
    layers: int = 5
    heads: int = 4
    key_value_heads: int = 2
    width: int = 704
    positions: int = 1024
    theta: float = 10000.0
    eps: float = 1e-5

    @property
    def head_size(self):
        return self.hidden // self.heads


def rotary_angles(shape, length):
    """Cosines and sines, each [length, head_size / 2]."""
    frequencies = shape.theta ** (-torch.arange(0, shape.head_size, 2).float() / shape.head_size)
    angles = torch.outer(torch.arange(length).float(), frequencies)
    return angles.cos(), angles.sin()


def rotate(x, cos, sin):
    """Rotates the pairs (i, i + head_size / 2) of x, [batch, heads, tokens, head_size]."""
    first, second = x.chunk(2, dim=-1)
    return torch.cat((first * cos - second * sin, second * cos + first * sin), dim=-1)


def _as_multiplied(x):
    """In the type that matrices are multiplied in: converted once, not for each product."""
    return x.bfloat16() if torch.is_autocast_cpu_enabled() else x


class RMSNorm(nn.Module):
    def __init__(self, size, eps):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.eps = eps

    def forward(self, x):
        return x * torch.rsqrt((x * x).mean(-1, keepdim=True) + self.eps) * self.weight


class Attention(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.shape = shape
        key_value = shape.key_value_heads * shape.head_size
        self.q_proj = nn.Linear(shape.hidden, shape.hidden, bias=False)
        self.k_proj = nn.Linear(shape.hidden, key_value, bias=False)
        self.v_proj = nn.Linear(shape.hidden, key_value, bias=False)
        self.o_proj = nn.Linear(shape.hidden, shape.hidden, bias=False)

    def forward(self, x, cos, sin, mask):
        batch, tokens, _ = x.shape
        x = _as_multiplied(x)
        query = rotate(self._heads(self.q_proj(x)), cos, sin).to(x.dtype)
        key = self._shared(rotate(self._heads(self.k_proj(x)), cos, sin).to(x.dtype))
        value = self._shared(self._heads(self.v_proj(x)))
        scores = (query * self.shape.head_size ** -0.5) @ key.transpose(-1, -2)
        weights = torch.softmax(scores + mask, dim=-1).to(value.dtype)
        return self.o_proj((weights @ value).transpose(1, 2).reshape(batch, tokens, -1))

    def _heads(self, x):
        return x.view(x.shape[0], x.shape[1], -1, self.shape.head_size).transpose(1, 2)

    def _shared(self, x):
        return x.repeat_interleave(self.shape.heads // self.shape.key_value_heads, dim=1)


class FeedForward(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.gate_proj = nn.Linear(shape.hidden, shape.width, bias=False)
        self.up_proj = nn.Linear(shape.hidden, shape.width, bias=False)
        self.down_proj = nn.Linear(shape.width, shape.hidden, bias=False)

    def forward(self, x):
        x = _as_multiplied(x)
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Layer(nn.Module):
    def __init__(self, shape):
        super().__init__()
        self.input_layernorm = RMSNorm(shape.hidden, shape.eps)
        self.self_attn = Attention(shape)
        self.post_attention_layernorm = RMSNorm(shape.hidden, shape.eps)
        self.mlp = FeedForward(shape)

    def forward(self, x, cos, sin, mask):
        x = x + self.self_attn(self.input_layernorm(x), cos, sin, mask)
        return x + self.mlp(self.post_attention_layernorm(x))


class Llama(nn.Module):
    """Parameter names are those of LlamaForCausalLM below "model."; the embedding is the output head too."""

    def __init__(self, shape):
        super().__init__()
        self.shape = shape
        self.embed_tokens = nn.Embedding(shape.vocabulary, shape.hidden)
        self.layers = nn.ModuleList(Layer(shape) for _ in range(shape.layers))
        self.norm = RMSNorm(shape.hidden, shape.eps)
        for name, parameter in self.named_parameters():
            if parameter.dim() == 2:
                into_residual = name.endswith(("o_proj.weight", "down_proj.weight"))
                nn.init.normal_(parameter, std=0.02 * (2 * shape.layers) ** -0.5 if into_residual else 0.02)

    def forward(self, tokens, conversations=None, keep=None):
        """Logits [kept, vocabulary] of tokens [batch, length]. Tokens see earlier ones of their own conversation only."""
        length = tokens.shape[1]
        visible = torch.ones(length, length, dtype=torch.bool).tril()
        if conversations is not None:
            visible = visible & (conversations[:, None, :, None] == conversations[:, None, None, :])
        mask = torch.zeros(visible.shape).masked_fill_(~visible, -1e4)
        mask = _as_multiplied(mask)
        cos, sin = rotary_angles(self.shape, length)
        x = self.embed_tokens(tokens)
        for layer in self.layers:
            x = layer(x, cos, sin, mask)
        x = self.norm(x).reshape(-1, self.shape.hidden)
        return F.linear(x if keep is None else x[keep], self.embed_tokens.weight)
