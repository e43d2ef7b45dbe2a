"""Writes test/fixtures/trainer_<case>/ with what Hugging Face's Trainer makes of tiny models.

    npm run bench -- ops --no-record      makes .bench-venv, which has transformers
    .bench-venv/bin/python tools/make-trainer-fixture.py

The recipe is the authors' (paper, App. B): Adafactor at 5e-5 falling to 0, gradients clipped to 1,
two passes an update, texts padded to one length, padding that bears loss. In float32, with the
order of the documents that the Trainer's sampler gave. Of each case: the model before training,
trained/ after it, steps.json with the documents of each update (prompt and answer as ids), its
learning rate and its loss.
"""

import json
import pathlib
import random
import tempfile

import torch
import transformers
from transformers import (
    GPTNeoXConfig,
    GPTNeoXForCausalLM,
    T5Config,
    T5ForConditionalGeneration,
    Trainer,
    TrainingArguments,
)

FIXTURES = pathlib.Path(__file__).resolve().parent.parent / "test" / "fixtures"
PASS, PASSES, DOCUMENTS, EPOCHS = 4, 2, 24, 2
PAD_TO, PAD_ANSWER_TO = 14, 5
VOCABULARY = 61

GPT_NEOX = GPTNeoXConfig(
    vocab_size=VOCABULARY,
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=2,
    intermediate_size=48,
    max_position_embeddings=32,
    # All of a head turns: a bias of keys that do not turn has no gradient but rounding, whose sign
    # is all that Adafactor's first update takes of it.
    rope_parameters={"rope_type": "default", "rope_theta": 100.0, "partial_rotary_factor": 1.0},
    initializer_range=0.2,
    eos_token_id=0,
    bos_token_id=0,
)
T5 = T5Config(
    vocab_size=VOCABULARY,
    d_model=24,
    d_kv=8,
    d_ff=48,
    num_layers=2,
    num_heads=3,
    relative_attention_num_buckets=8,
    relative_attention_max_distance=16,
    dropout_rate=0.0,
    pad_token_id=0,
    eos_token_id=1,
    decoder_start_token_id=0,
)


def documents() -> list[dict[str, list[int]]]:
    draw = random.Random(0)

    def ids(fewest: int, most: int) -> list[int]:
        return [draw.randrange(2, VOCABULARY) for _ in range(draw.randint(fewest, most))]

    return [{"prompt": ids(3, 8), "answer": ids(1, 3)} for _ in range(DOCUMENTS)]


def padded(ids: list[int], length: int) -> list[int]:
    return ids + [0] * (length - len(ids))


def causal(document: dict[str, list[int]]) -> dict[str, list[int]]:
    ids = document["prompt"] + document["answer"]
    mask = padded([1] * len(ids), PAD_TO)
    return {"input_ids": padded(ids, PAD_TO), "attention_mask": mask, "labels": padded(ids, PAD_TO)}


def encoder_decoder(document: dict[str, list[int]]) -> dict[str, list[int]]:
    ids = document["prompt"] + [1]
    mask = padded([1] * len(ids), PAD_TO)
    labels = padded(document["answer"] + [1], PAD_ANSWER_TO)
    return {"input_ids": padded(ids, PAD_TO), "attention_mask": mask, "labels": labels}


class Recording(Trainer):
    """Notes the documents, the rate and the loss of every pass."""

    passes: list[dict]

    def training_step(self, model, inputs, num_items_in_batch=None):
        numbers = inputs.pop("number")
        loss = super().training_step(model, inputs, num_items_in_batch)
        rate = self.lr_scheduler.get_last_lr()[0]
        self.passes.append({"numbers": numbers.tolist(), "rate": rate, "loss": loss.item()})
        return loss


def save(model: torch.nn.Module, folder: pathlib.Path) -> None:
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink()
    (folder / "model.safetensors").chmod(0o644)


def write_case(name: str, model: torch.nn.Module, encode) -> None:
    folder = FIXTURES / name
    save(model, folder)
    examples = documents()
    with tempfile.TemporaryDirectory() as scratch:
        trainer = Recording(
            model,
            TrainingArguments(
                scratch,
                per_device_train_batch_size=PASS,
                gradient_accumulation_steps=PASSES,
                num_train_epochs=EPOCHS,
                optim="adafactor",
                remove_unused_columns=False,
                save_strategy="no",
                logging_strategy="no",
                report_to="none",
                use_cpu=True,
                disable_tqdm=True,
            ),
            train_dataset=[{**encode(one), "number": i} for i, one in enumerate(examples)],
        )
        # T5 takes the number of a step's targets and ignores it; without it the Trainer divides by
        # the passes, as it did for all models when the authors used it. The same for GPT-NeoX.
        trainer.model_accepts_loss_kwargs = False
        trainer.passes = []
        trainer.train()
    steps = [
        {
            "documents": [examples[i] for one in together for i in one["numbers"]],
            "learningRate": together[0]["rate"],
            "loss": sum(one["loss"] for one in together),
        }
        for together in zip(*[iter(trainer.passes)] * PASSES)
    ]
    written = {"padTo": PAD_TO, "padAnswerTo": PAD_ANSWER_TO, "documentsPerPass": PASS, "steps": steps}
    (folder / "steps.json").write_text(json.dumps(written) + "\n")
    save(model, folder / "trained")
    for one in steps:
        print(name, one["learningRate"], one["loss"])


transformers.logging.set_verbosity_error()
torch.manual_seed(1)
write_case("trainer_gpt_neox", GPTNeoXForCausalLM(GPT_NEOX), causal)
write_case("trainer_t5", T5ForConditionalGeneration(T5), encoder_decoder)
