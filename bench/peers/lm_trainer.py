"""Stage 1 of the paper's main experiment in Hugging Face's Trainer, configured as its authors did.

`lm_trainer.py FOLDER float32|bfloat16 THREADS STEPS cpu|cuda`: a round is STEPS updates.
"""

import os
import sys
import time

import torch
import transformers
from transformers import (
    AutoModelForCausalLM,
    PrinterCallback,
    Trainer,
    TrainerCallback,
    TrainingArguments,
)

from channel import Channel
from lm_task import check_losses, load_task


class Rounds(TrainerCallback):
    """A round begins when it is asked for; only its own time counts."""

    def __init__(self, channel: Channel, steps: int) -> None:
        self.channel = channel
        self.steps = steps
        self.start = 0.0

    def on_step_begin(self, args, state, control, **kwargs) -> None:
        if state.global_step % self.steps == 0:
            self.channel.wait()
            self.start = time.perf_counter()

    def on_step_end(self, args, state, control, **kwargs) -> None:
        if state.global_step % self.steps == 0:
            on_gpu = args.device.type == "cuda"
            if on_gpu:
                torch.cuda.synchronize()
            seconds = time.perf_counter() - self.start
            if on_gpu:
                self.channel.answer(seconds=seconds, peak=torch.cuda.max_memory_allocated())
            else:
                self.channel.answer(seconds=seconds, **memory())


def memory() -> dict[str, int]:
    """Bytes of this process in memory, now and at most."""
    with open("/proc/self/status") as status:
        kilobytes = {name: rest.split()[0] for name, rest in (line.split(":", 1) for line in status) if rest.split()}
    return {"resident": 1024 * int(kilobytes["VmRSS"]), "peak": 1024 * int(kilobytes["VmHWM"])}


def main() -> None:
    channel = Channel()
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    *given, steps, device = sys.argv[1:]
    task = load_task(*given)
    model = AutoModelForCausalLM.from_pretrained(task.folder, dtype=torch.float32)
    arguments = TrainingArguments(
        os.path.join(task.folder, "trainer"),
        per_device_train_batch_size=task.documents_per_pass,
        gradient_accumulation_steps=task.documents_per_step // task.documents_per_pass,
        num_train_epochs=1000,
        learning_rate=task.learning_rate,
        max_grad_norm=task.clip_norm,
        optim="adafactor",
        bf16=task.precision == "bfloat16",
        use_cpu=device == "cpu",
        save_strategy="no",
        logging_strategy="no",
        report_to="none",
        disable_tqdm=True,
    )
    if arguments.device.type != device:
        sys.exit(f"{device} was asked for, and this Python's PyTorch {torch.__version__} has only {arguments.device.type}")
    callbacks = [Rounds(channel, int(steps))]
    trainer = Trainer(model, arguments, train_dataset=task.examples, callbacks=callbacks)
    trainer.remove_callback(PrinterCallback)
    channel.answer(losses=check_losses(model, task), torch=torch.__version__)
    trainer.train()


main()
