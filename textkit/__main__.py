"""`python -m textkit`."""

import sys

from textkit.cli.shell.app import main

sys.exit(main())
