"""The benchmarks run as a script from their own folder, so their modules know each other by plain names."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
