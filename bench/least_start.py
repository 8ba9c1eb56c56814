"""The least that a start can take: import the libraries and compose the file of questions.

python -m bench.least_start FILE LIBRARY ...
"""

import gc
import importlib
import sys
from pathlib import Path
from time import perf_counter

if __name__ == "__main__":
    gc.disable()  # it would only walk over what is kept anyway, and treble the time of composing
    for library in sys.argv[2:]:
        importlib.import_module(library)
    import yaml

    yaml.compose(Path(sys.argv[1]).read_bytes(), Loader=yaml.CSafeLoader)
    print(perf_counter())
