"""Writes the model directory: config.json, weights, tokenizer settings, chat template, sampling defaults."""
import json

import torch

TEMPLATE = """{%- for message in messages -%}
{{ '<|im_start|>' + message.role + '\\n' + message.content + '<|im_end|>\\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}
{{ '<|im_start|>assistant\\n' }}
{%- endif -%}
"""


def _write(path, content):
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def save(folder, model, tokenizer):
    shape = model.shape
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(folder / "tokenizer.json")
    (folder / "chat_template.jinja").write_text(TEMPLATE, encoding="utf-8")
    _write(folder / "config.json", {
        "architectures": ["LlamaForCausalLM"], "model_type": "llama", "hidden_size": shape.hidden, "num_hidden_layers": shape.layers, "num_attention_heads": shape.heads,
        "num_key_value_heads": shape.key_value_heads, "head_dim": shape.head_size, "intermediate_size": shape.width, "vocab_size": shape.vocabulary, "rms_norm_eps": shape.eps,
        "rope_theta": shape.theta, "max_position_embeddings": shape.positions, "hidden_act": "silu", "tie_word_embeddings": True, "torch_dtype": "bfloat16",
        "eos_token_id": tokenizer.end, "pad_token_id": tokenizer.padding})
    _write(folder / "generation_config.json", {"eos_token_id": [tokenizer.end, tokenizer.padding], "pad_token_id": tokenizer.padding, "do_sample": True, "temperature": 0.3, "top_p": 0.9, "top_k": 20})
    _write(folder / "tokenizer_config.json", {
        "tokenizer_class": "PreTrainedTokenizerFast", "add_bos_token": False, "bos_token": None, "eos_token": "<|im_end|>", "pad_token": "<|endoftext|>",
        "model_max_length": shape.positions, "clean_up_tokenization_spaces": False})
    _save_weights(folder / "model.safetensors", {"model." + name: value for name, value in model.state_dict().items()})


def _save_weights(path, tensors):
    header, parts, offset = {"__metadata__": {"format": "pt"}}, [], 0
    for name, value in sorted(tensors.items()):
        content = value.detach().to(torch.bfloat16).contiguous().view(torch.int16).numpy().tobytes()
        header[name] = {"dtype": "BF16", "shape": list(value.shape), "data_offsets": [offset, offset + len(content)]}
        parts.append(content)
        offset += len(content)
    head = json.dumps(header, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)
    path.write_bytes(len(head).to_bytes(8, "little") + head + b"".join(parts))


def load_weights(path, model):
    content = path.read_bytes()
    size = int.from_bytes(content[:8], "little")
    header = json.loads(content[8:8 + size])
    state = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = (8 + size + offset for offset in entry["data_offsets"])
            state[name.removeprefix("model.")] = torch.frombuffer(bytearray(content[begin:end]), dtype=torch.bfloat16).view(entry["shape"]).float()
    model.load_state_dict(state)
