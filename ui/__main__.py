"""`python -m ui` is `askalliance`."""

from ui.cli import main

if __name__ == "__main__":
    main()
