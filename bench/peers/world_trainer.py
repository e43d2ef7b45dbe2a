"""The task `world` in Hugging Face's Trainer: `world_trainer.py FOLDER float32|bfloat16 THREADS`."""

import os
import sys
import time

import torch
import transformers
from transformers import (
    GPTNeoXForCausalLM,
    PrinterCallback,
    Trainer,
    TrainerCallback,
    TrainingArguments,
)

from channel import Channel
from world_task import load_task, pad


class Rounds(TrainerCallback):
    """Makes every epoch a round: it begins when it is asked for, and only its own time counts."""

    def __init__(self, channel: Channel, check_loss) -> None:
        self.channel = channel
        self.check_loss = check_loss
        self.start = 0.0

    def on_epoch_begin(self, args, state, control, **kwargs) -> None:
        self.channel.wait()
        self.start = time.perf_counter()

    def on_epoch_end(self, args, state, control, **kwargs) -> None:
        seconds = time.perf_counter() - self.start
        self.channel.answer(seconds=seconds, loss=self.check_loss())


def main() -> None:
    channel = Channel()
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    task = load_task(*sys.argv[1:])
    recipe = task.recipe
    model = GPTNeoXForCausalLM.from_pretrained(task.folder, dtype=torch.float32)
    arguments = TrainingArguments(
        os.path.join(task.folder, "trainer"),
        per_device_train_batch_size=recipe.documents_per_step,
        num_train_epochs=recipe.epochs,
        learning_rate=recipe.learning_rate,
        lr_scheduler_type="constant_with_warmup",
        warmup_steps=recipe.warmup_steps,
        adam_beta1=recipe.betas[0],
        adam_beta2=recipe.betas[1],
        adam_epsilon=recipe.eps,
        weight_decay=recipe.weight_decay,
        max_grad_norm=recipe.clip_norm or 0.0,
        bf16=task.precision == "bfloat16",
        use_cpu=True,
        save_strategy="no",
        logging_strategy="no",
        report_to="none",
        disable_tqdm=True,
    )
    check = pad(task.check)

    @torch.no_grad()
    def check_loss() -> float:
        return model(**check).loss.item()

    trainer = Trainer(
        model,
        arguments,
        train_dataset=task.examples,
        data_collator=pad,
        callbacks=[Rounds(channel, check_loss)],
    )
    trainer.remove_callback(PrinterCallback)
    channel.answer(loss=check_loss(), torch=torch.__version__)
    trainer.train()


main()
