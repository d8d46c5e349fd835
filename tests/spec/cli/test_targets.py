"""L30: `MODULE:ATTRIBUTE` names a container; where it does not, the message says why and what to write instead."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

HEAD = "from wireworks import ServiceContainer\n"
SHOP = HEAD + "class Box: ...\nshop = Box()\nshop.container = container = ServiceContainer()\nnumber = 3\n"
Program = Callable[..., subprocess.CompletedProcess[str]]


def test_attribute_may_be_a_container(run) -> None:
    assert run("check", "shop:container", shop=SHOP).code == 0


def test_attribute_may_lie_deeper(run) -> None:
    """Names with dots between them, as `import` writes them."""
    assert run("check", "shop:shop.container", shop=SHOP).code == 0


def test_function_that_returns_a_container_is_called(run) -> None:
    """As uvicorn does with factories; defaults stay what they are."""
    text = HEAD + "def make(debug: bool = False, *args: int, **kwargs: int):\n    return ServiceContainer()\n"
    assert run("check", "made:make", made=text) == (0, "no services, no problems.\n", "")
    assert run("check", "kind:ServiceContainer", kind=HEAD).code == 0


def test_module_of_the_current_folder_is_found_by_the_installed_program(folder: Path, program: Program) -> None:
    """A package too; and an application that exits through `sys.exit` when it is run as a script is not run."""
    (folder / "app").mkdir()
    (folder / "app" / "__init__.py").touch()
    (folder / "app" / "wiring.py").write_text(SHOP, encoding="utf-8")
    assert program("check", "app.wiring:container").returncode == 0


@pytest.mark.parametrize(
    ("target", "what", "fix"),
    [
        ("shop", "`shop` does not say where the container is.", "name it as MODULE:ATTRIBUTE"),
        (":container", "`:container` does not say where the container is.", "name it as MODULE:ATTRIBUTE"),
        ("shop:", "`shop:` does not say where the container is.", "name it as MODULE:ATTRIBUTE"),
        ("shoop:container", "There is no module `shoop`.", "run the command in the folder that holds it"),
        ("shop.wiring:container", "There is no module `shop.wiring`.", "run the command in the folder that holds it"),
        ("shop:contaner", "`shop` has no attribute `contaner`. Did you mean `container`", "write `shop:container`."),
        ("shop:shop.nothing", "`Box` has no attribute `nothing`.", "write `shop:container`."),
        (
            "shop:number",
            "`shop:number` is no container: expected a `ServiceContainer`, got an object of type `int`.",
            "write `shop:container`.",
        ),
        (
            "shop:Box",
            "`shop:Box()` is no container: expected a `ServiceContainer`, got an object of type `Box`.",
            "write `shop:container`.",
        ),
        ("shop:dict.fromkeys", "`shop` has no attribute `dict`.", "write `shop:"),
    ],
)
def test_target_that_is_no_container_is_told_with_what_to_write(run, target: str, what: str, fix: str) -> None:
    """L28: exit code 2; nothing on stdout."""
    done = run("check", target, shop=SHOP)
    first, second, third = done.err.splitlines()
    assert (done.code, done.out) == (2, "")
    assert first.startswith(f"wireworks: {what}")
    assert second.startswith("Fix: ")
    assert fix in second
    assert third == "See: errors/command-line"


def test_module_without_a_container_says_what_would_do(run) -> None:
    """L28: there is no name to offer."""
    done = run("check", "bare:container", bare="")
    assert done.err.splitlines() == [
        "wireworks: `bare` has no attribute `container`.",
        "Fix: name a container, or a function without arguments that returns one.",
        "See: errors/command-line",
    ]


def test_function_that_takes_arguments_cannot_be_called(run) -> None:
    """L28: it says which."""
    text = HEAD + "def make(settings: str, *, debug: bool) -> ServiceContainer: ...\n"
    done = run("check", "made:make", made=text)
    assert done.code == 2
    assert "`made:make` takes `settings`, `debug`, and the command line has nothing to pass." in done.err
    assert "Fix: give the parameters defaults" in done.err


def test_async_function_is_not_called(run) -> None:
    done = run("check", "made:make", made=HEAD + "async def make() -> ServiceContainer: ...\n")
    assert (done.code, "`made:make` is an async function." in done.err) == (2, True)


def test_callable_that_does_not_tell_what_it_takes_is_called(run) -> None:
    done = run(
        "check", "kinds:kind", kinds="kind = dict.fromkeys.__class__\nmake = type('M', (), {'__call__': min})()\n"
    )
    assert done.code == 2
    assert "raised TypeError" in done.err
    assert run("check", "kinds:make").code == 2


def test_error_inside_of_the_module_is_shown_with_its_traceback(run) -> None:
    """Not "no module": the module is there, and something it imports is not. The frames are those of the user."""
    done = run("check", "outer:container", outer="import inner\n", inner="import nowhere_to_be_found\n")
    assert done.code == 2
    assert "`outer` cannot be imported: No module named 'nowhere_to_be_found'." in done.err
    assert 'outer.py", line 1' in done.err
    assert 'inner.py", line 1' in done.err
    assert "importlib" not in done.err
    assert "wireworks/cli" not in done.err


@pytest.mark.parametrize("code", ["1 / 0", "raise SystemExit(3)", "def"])
def test_module_that_raises_is_shown_with_its_traceback(run, code: str) -> None:
    """Whatever it raises, the exit code is ours."""
    done = run("check", "broken:container", broken=f"x = 1\n{code}\n")
    assert done.code == 2
    assert 'broken.py", line 2' in done.err
    assert "wireworks: `broken` cannot be imported: it raised " in done.err
    assert "Fix: mend what the traceback shows" in done.err


def test_function_that_raises_is_shown_with_its_traceback(run) -> None:
    done = run("check", "made:make", made="def make():\n    return {}['key']\n")
    assert done.code == 2
    assert "KeyError: 'key'" in done.err
    assert "wireworks: `made:make()` raised KeyError." in done.err


@pytest.mark.parametrize("text", ["raise KeyboardInterrupt\n", "def container():\n    raise KeyboardInterrupt\n"])
def test_interruption_ends_without_a_traceback(run, text: str) -> None:
    """Ctrl-C while a slow module is imported: the code that shells use."""
    assert run("check", "slow:container", slow=text) == (130, "", "")
